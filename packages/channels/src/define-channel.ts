import type { Receipt, SubscribeOptions } from '@runwire/broker-core';
import type { z } from 'zod';
import { BaseChannel, type ChannelOptions, type ChannelPublishOptions, type Schema } from './base-channel.js';
import type { ChannelSubscription } from './channel-subscription.js';
import type { ValueWatch } from './value-watch.js';

/** The schema of every field, by name. */
export type FieldSchemas = Readonly<Record<string, z.ZodType>>;

/** What a channel is defined by. */
export interface ChannelDefinition<Fields extends FieldSchemas> {
  /** The first segment of its addresses; a channel can be made with another. */
  readonly namespace: string;
  /** The second segment: what the ids are ids of, such as `order`. */
  readonly resource: string;
  /** The schemas of the fields: the last segments. */
  readonly fields: Fields;
}

type FieldOf<Fields> = keyof Fields & string;
type ValueOf<Fields extends FieldSchemas, Field extends FieldOf<Fields>> = z.output<Fields[Field]>;

/** A typed channel over the fields of one resource; made by {@link defineChannel}. */
export class DefinedChannel<Fields extends FieldSchemas> extends BaseChannel {
  readonly #definition: ChannelDefinition<Fields>;

  /** Does no I/O. @throws InvalidTopicError for a namespace that is no segment */
  constructor(definition: ChannelDefinition<Fields>, options: Partial<ChannelOptions> = {}) {
    super({ namespace: definition.namespace, ...options });
    this.#definition = definition;
  }

  /** Publishes a value, and stores nothing. @throws InvalidDataError, and what `MessageBroker.publish` throws */
  publish<Field extends FieldOf<Fields>>(field: Field, id: string, value: ValueOf<Fields, Field>, options?: ChannelPublishOptions): Promise<Receipt> {
    return this.publishValue(this.#topic(field, id), this.#schema(field), value, options);
  }

  /** Stores a value and publishes it, in one atomic step. @throws InvalidDataError, and what `MessageBroker.publish` throws */
  save<Field extends FieldOf<Fields>>(field: Field, id: string, value: ValueOf<Fields, Field>, options?: ChannelPublishOptions): Promise<Receipt> {
    return this.storeValue(this.#key(field, id), this.#schema(field), value, options);
  }

  /** The stored value; `undefined` where there is none. */
  get<Field extends FieldOf<Fields>>(field: Field, id: string): Promise<ValueOf<Fields, Field> | undefined> {
    return this.storedValue(this.#key(field, id), this.#schema(field));
  }

  /** The values published for one id, or for all (`'*'`). */
  subscribe<Field extends FieldOf<Fields>>(field: Field, id: string, options?: SubscribeOptions): ChannelSubscription<ValueOf<Fields, Field>> {
    return this.subscribeValue(this.#topic(field, id), this.#schema(field), options);
  }

  /** The stored value now, and again after every change. */
  watch<Field extends FieldOf<Fields>>(field: Field, id: string, signal?: AbortSignal): ValueWatch<ValueOf<Fields, Field>> {
    return this.watchValue(this.#key(field, id), this.#schema(field), signal);
  }

  #topic(field: string, id: string): string {
    return this.topic(`${this.#definition.resource}.${id}.${field}`);
  }

  #key(field: string, id: string): string {
    return this.key(this.#definition.resource, id, field);
  }

  #schema<Field extends FieldOf<Fields>>(field: Field): Schema<ValueOf<Fields, Field>> {
    const schema: z.ZodType | undefined = this.#definition.fields[field];
    // The definition pairs each field with its schema; TypeScript loses that in the index.
    if (schema !== undefined && Object.hasOwn(this.#definition.fields, field)) return schema as Schema<ValueOf<Fields, Field>>;
    throw new TypeError(`The channel has no field "${field}"; it has ${Object.keys(this.#definition.fields).join(', ')}.`);
  }
}

/** Defines a typed channel; what it returns makes channels: `const orders = makeOrders({ broker })`. */
export function defineChannel<const Fields extends FieldSchemas>(definition: ChannelDefinition<Fields>): (options?: Partial<ChannelOptions>) => DefinedChannel<Fields> {
  return (options) => new DefinedChannel(definition, options);
}
