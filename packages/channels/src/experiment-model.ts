import { decodeStored, type ExperimentCreation, type StoredField, type TrainingEvent } from '@runwire/events';
import type { MessageBroker } from '@runwire/broker-core';
import { experimentKey, type ExperimentAddress } from './experiment-address.js';
import { afterEvent, EVENT_FIELDS, fieldOfEvent, type EventField, type Parts } from './experiment-fold.js';
import { isBlank, sequenceOf } from './stamp.js';

/** All that is stored of one experiment, and up to which event of each topic. */
export interface ExperimentModel {
  readonly record: ExperimentCreation;
  readonly status: NonNullable<Parts['status']>;
  readonly parts: Parts;
  /** By field, the sequence number of the last event that is in it; absent where its writer keeps none. */
  readonly sequences: Readonly<Partial<Record<EventField, number>>>;
}

/** What an event means to a model. */
export type Folding =
  /** It was the next one. */
  | { readonly kind: 'folded'; readonly model: ExperimentModel }
  /** It is contained already. */
  | { readonly kind: 'known' }
  /** Events before it are missing: only the store can tell. */
  | { readonly kind: 'hole' };

/** Called with what is stored but broken. */
export type OnBroken = (key: string, error: unknown) => void;

/** Reads all of one experiment at one moment; `undefined` where there is none, or its record or status is broken. */
export async function readModel(broker: MessageBroker, address: ExperimentAddress, onBroken: OnBroken): Promise<ExperimentModel | undefined> {
  const fields = ['record', ...EVENT_FIELDS] as const;
  const keys = fields.map((field) => experimentKey(address, field));
  const [rawRecord, ...raw] = await broker.store.getMany(keys);
  if (rawRecord === undefined) return undefined;
  const decode = <Field extends StoredField>(field: Field, value: unknown): ReturnType<typeof decodeStored<Field>> | undefined => {
    try {
      return value === undefined || isBlank(value) ? undefined : decodeStored(field, value);
    } catch (error) {
      onBroken(experimentKey(address, field), error);
      return undefined;
    }
  };
  const record = decode('record', rawRecord);
  const parts: Parts = Object.fromEntries(EVENT_FIELDS.map((field, index) => [field, decode(field, raw[index])]));
  const sequences = Object.fromEntries(EVENT_FIELDS.map((field, index) => [field, sequenceOf(raw[index])]));
  const { status } = parts;
  return record === undefined || status === undefined ? undefined : { record, status, parts, sequences };
}

/** Applies the next event of one of the experiment's topics. */
export function foldEvent(model: ExperimentModel, event: TrainingEvent): Folding {
  const field = fieldOfEvent(event);
  const sequence = sequenceOf(event);
  const last = model.sequences[field] ?? 0;
  if (sequence !== undefined && sequence <= last) return { kind: 'known' };
  if (sequence !== undefined && sequence !== last + 1) return { kind: 'hole' };
  const parts = afterEvent(model.parts, event);
  const sequences = { ...model.sequences, [field]: sequence };
  return { kind: 'folded', model: { ...model, parts, status: parts.status ?? model.status, sequences } };
}
