import { randomBytes } from 'node:crypto';
import { ConflictError, type MessageBroker, type Receipt } from '@runwire/broker-core';
import {
  canAcknowledge,
  canTransition,
  decodeStored,
  encodeEvent,
  encodeStored,
  STATUS_TRANSITIONS,
  withFields,
  type ControlAcknowledgementEvent,
  type HeartbeatEvent,
  type TrainingEvent,
} from '@runwire/events';
import { experimentKey, experimentTopic, nameOf, type ExperimentAddress } from './experiment-address.js';
import { ExperimentNotFoundError } from './experiment-errors.js';
import { afterEvent, fieldOfEvent, type EventField, type Parts } from './experiment-fold.js';
import { FieldWriter } from './field-writer.js';
import type { HistoryPolicies } from './history-policies.js';
import { blank, isBlank, sequenceOf } from './stamp.js';

/** Fields whose last value is remembered, so that the next change needs no second try. */
const MAX_WRITERS = 256;

type Change = { readonly event: unknown; readonly value: unknown };

/** Publishes events of experiments, each with the stored field it changes, in one atomic step. */
export class EventPublisher {
  readonly #histories: HistoryPolicies;
  readonly #writers = new Map<string, Writer>();
  /** By field: the writer that was asked for last. */
  readonly #latest = new Map<EventField, { readonly address: ExperimentAddress; readonly writer: Writer }>();
  readonly #source = randomBytes(9).toString('base64url');
  #count = 0;
  #broker: MessageBroker | undefined;

  constructor(histories: HistoryPolicies) {
    this.#histories = histories;
  }

  /** An id that no other event has. */
  nextId(): string {
    return `${this.#source}${(++this.#count).toString(36)}`;
  }

  /** @throws ConflictError for an illegal transition of the status. @throws ExperimentNotFoundError for the status of none */
  publish(broker: MessageBroker, address: ExperimentAddress, { event, timestamp, id = this.nextId(), isKnown }: Outgoing): Promise<Receipt> {
    if (event.type === 'heartbeat') return this.#beat(broker, address, withFields(event, { timestamp }));
    const field = fieldOfEvent(event);
    const writer = this.#writer(broker, address, field);
    const pending = { address, field, event, timestamp, id, writer };
    // Of a status, `change` tells.
    const assertExists = isKnown || field === 'status' ? undefined : (): Promise<void> => assertFound(broker, address);
    return writer.fieldWriter.publish({ id, apply: (current) => change(pending, current), assertExists });
  }

  /** The latest heartbeat wins: nothing is merged, so nothing has to be compared. */
  #beat(broker: MessageBroker, address: ExperimentAddress, event: HeartbeatEvent): Promise<Receipt> {
    const { heartbeat } = afterEvent({}, event);
    const save = heartbeat === undefined ? [] : [{ key: experimentKey(address, 'heartbeat'), value: encodeStored('heartbeat', heartbeat) }];
    return broker.publish(experimentTopic(address, 'heartbeat'), encodeEvent(event), { history: this.#histories.heartbeat, save });
  }

  #writer(broker: MessageBroker, address: ExperimentAddress, field: EventField): Writer {
    if (this.#broker !== broker) {
      this.#writers.clear();
      this.#latest.clear();
    }
    this.#broker = broker;
    const latest = this.#latest.get(field);
    if (latest !== undefined && latest.address.id === address.id && latest.address.namespace === address.namespace) return latest.writer;
    const writer = this.#findWriter(broker, address, field);
    this.#latest.set(field, { address, writer });
    return writer;
  }

  #findWriter(broker: MessageBroker, address: ExperimentAddress, field: EventField): Writer {
    const key = experimentKey(address, field);
    const writer = this.#writers.get(key) ?? { fieldWriter: new FieldWriter(broker, { key, topic: experimentTopic(address, field), history: this.#histories[field] }), written: undefined };
    this.#writers.delete(key);
    this.#writers.set(key, writer);
    if (this.#writers.size > MAX_WRITERS) this.#forgetOldest();
    return writer;
  }

  #forgetOldest(): void {
    for (const [key, writer] of this.#writers) {
      if (this.#writers.size <= MAX_WRITERS) return;
      if (writer.fieldWriter.isIdle) this.#writers.delete(key);
    }
  }
}

/** An event that is to be published. */
export interface Outgoing {
  readonly event: TrainingEvent;
  /** When it happened, on the broker's clock. */
  readonly timestamp: number;
  /** The idempotency key; repeat a failed call with the same one. Default: a fresh one. */
  readonly id?: string | undefined;
  /** The experiment need not be looked for. */
  readonly isKnown: boolean;
}

/** A field, and what was written there last: the next change need not decode its own writing. */
interface Writer {
  readonly fieldWriter: FieldWriter;
  written: { readonly value: unknown; readonly parts: Parts } | undefined;
}

async function assertFound(broker: MessageBroker, address: ExperimentAddress): Promise<void> {
  const record = await broker.store.get(experimentKey(address, 'record'));
  if (record === undefined) throw new ExperimentNotFoundError(address.id, address.namespace);
}

interface Pending {
  readonly address: ExperimentAddress;
  readonly field: EventField;
  readonly event: TrainingEvent;
  readonly timestamp: number;
  readonly id: string;
  readonly writer: Writer;
}

function change({ address, field, event, timestamp, id, writer }: Pending, current: unknown): Change {
  const before = partsIn(field, current, writer.written);
  const sequence = (sequenceOf(current) ?? 0) + 1;
  const stamped = withFields(event, { timestamp, sequence });
  const told = stamped.type === 'status' ? { ...stamped, previousStatus: assertLegal(address, before.status, stamped.status) } : stamped;
  if (event.type === 'control-acknowledgement') assertOpen(address, before.control, event);
  const parts = afterEvent(before, told);
  const after = parts[field];
  const value = after === undefined ? blank(sequence) : Object.assign(encodeStored(field, after), { sequence, eventId: id });
  writer.written = { value, parts };
  return { event: encodeEvent(told), value };
}

function partsIn(field: EventField, current: unknown, written: Writer['written']): Parts {
  if (current !== undefined && written?.value === current) return written.parts;
  if (typeof current !== 'object' || current === null || isBlank(current)) return {};
  try {
    return { [field]: decodeStored(field, current) };
  } catch (error) {
    // What somebody else broke is mended by the next event; but from a status nobody can read, no transition is legal.
    if (field === 'status') throw error;
    return {};
  }
}

/** The status before. */
function assertLegal(address: ExperimentAddress, before: Parts['status'], to: keyof typeof STATUS_TRANSITIONS): keyof typeof STATUS_TRANSITIONS {
  if (before === undefined) throw new ExperimentNotFoundError(address.id, address.namespace);
  const from = before.status;
  if (canTransition(from, to)) return from;
  const next = STATUS_TRANSITIONS[from];
  const remedy = next.length === 0 ? 'that is final; create a new experiment' : `it can become ${next.join(', ')}`;
  throw new ConflictError(experimentKey(address, 'status'), before, `Experiment "${nameOf(address)}" is "${from}" and cannot become "${to}": ${remedy}.`);
}

/** Whoever settles a request first has the word; later ones are told. */
function assertOpen(address: ExperimentAddress, before: Parts['control'], { requestId, state }: ControlAcknowledgementEvent): void {
  if (before?.requestId !== requestId || canAcknowledge(before.state, state)) return;
  throw new ConflictError(experimentKey(address, 'control'), before, `Request "${requestId}" to "${nameOf(address)}" is "${before.state}" and cannot become "${state}".`);
}
