import { ConflictError, type MessageBroker, type StateWrite } from '@runwire/broker-core';
import { encodeEvent, encodeStored, statusUpdate, type ExperimentCreation, type ExperimentState } from '@runwire/events';
import { experimentKey, experimentTopic, nameOf, type ExperimentAddress } from './experiment-address.js';
import { ExperimentIndex } from './experiment-index.js';
import { EVENT_FIELDS, type EventField } from './experiment-fold.js';
import { TOMBSTONE_MS, type HistoryPolicies } from './history-policies.js';
import { blank, sequenceOf } from './stamp.js';

/** Tries against other writers before a creation or deletion gives up. */
const MAX_TRIES = 100;

type Raw = ReadonlyMap<EventField, unknown>;

/** Creates and deletes experiments: all their fields in one atomic step. */
export class ExperimentStore {
  readonly #histories: HistoryPolicies;

  constructor(histories: HistoryPolicies) {
    this.#histories = histories;
  }

  /** @throws ConflictError when it exists already */
  async create(broker: MessageBroker, record: ExperimentCreation, eventId: string): Promise<{ readonly record: ExperimentCreation; readonly status: ExperimentState }> {
    const status: ExperimentState = { status: 'created', updatedAt: record.createdAt };
    const index = new ExperimentIndex(broker.store);
    await index.add(record);
    await this.#swap(broker, record, (raw) => {
      const sequence = (sequenceOf(raw.get('status')) ?? 0) + 1;
      const event = statusUpdate({ experimentId: record.id, status: 'created', timestamp: record.createdAt });
      return {
        field: 'status',
        id: eventId,
        data: encodeEvent({ ...event, sequence }),
        record: { value: { ...encodeStored('record', record), sequenceFloor: floorsOf(raw) }, onlyIf: 'absent' },
        blanks: {},
        values: { status: { ...encodeStored('status', status), sequence, eventId } },
      };
    });
    await index.add(record);
    return { record, status };
  }

  /** Tells whether it was there. */
  async delete(broker: MessageBroker, address: ExperimentAddress, eventId: string): Promise<boolean> {
    const key = experimentKey(address, 'record');
    const record = await broker.store.get<{ createdAt?: unknown }>(key);
    if (record === undefined) return false;
    const data = { version: 1, kind: 'deleted', experimentId: address.id };
    try {
      await this.#swap(broker, address, () => ({
        field: 'record',
        id: eventId,
        data,
        record: { value: undefined, onlyIf: { equals: record } },
        blanks: { ttlMs: TOMBSTONE_MS },
        values: {},
      }));
    } catch (error) {
      if (error instanceof ConflictError && error.key === key) return false; // Another was first.
      throw error;
    }
    await new ExperimentIndex(broker.store).remove({ ...address, createdAt: Number(record.createdAt) });
    return true;
  }

  /** Replaces the record and all fields, if none changed since they were read; a field without a new value is blanked. */
  async #swap(broker: MessageBroker, address: ExperimentAddress, plan: (raw: Raw) => Swap): Promise<void> {
    for (let tries = 1; ; tries++) {
      const raw = await readRaw(broker, address);
      const { field, id, data, record, blanks, values } = plan(raw);
      const save = [{ key: experimentKey(address, 'record'), ...record }, ...EVENT_FIELDS.flatMap((each) => fieldWrites(address, each, { raw, blanks, values }))];
      try {
        await broker.publish(experimentTopic(address, field), data, { id, history: this.#histories[field], save });
        return;
      } catch (error) {
        if (!(error instanceof ConflictError)) throw error;
        if (error.key === experimentKey(address, 'record')) throw exists(address, error);
        if (tries === MAX_TRIES) throw error;
      }
    }
  }
}

interface Swap {
  /** Where it is announced. */
  readonly field: 'status' | 'record';
  readonly id: string;
  readonly data: unknown;
  readonly record: Omit<StateWrite, 'key'>;
  /** How long a blank stays. */
  readonly blanks: { readonly ttlMs?: number };
  readonly values: Partial<Record<EventField, unknown>>;
}

function fieldWrites(address: ExperimentAddress, field: EventField, { raw, blanks, values }: Pick<Swap, 'blanks' | 'values'> & { readonly raw: Raw }): StateWrite[] {
  const key = experimentKey(address, field);
  const current = raw.get(field);
  if (field === 'heartbeat') return current === undefined ? [] : [{ key, value: undefined }];
  const onlyIf = current === undefined ? ('absent' as const) : { equals: current };
  const value = values[field];
  if (value !== undefined) return [{ key, value, onlyIf }];
  return current === undefined ? [] : [{ key, value: blank(sequenceOf(current) ?? 1), onlyIf, ...blanks }];
}

async function readRaw(broker: MessageBroker, address: ExperimentAddress): Promise<Raw> {
  const values = await broker.store.getMany(EVENT_FIELDS.map((field) => experimentKey(address, field)));
  return new Map(EVENT_FIELDS.map((field, index) => [field, values[index]]));
}

/** Up to which event of each topic the history is of earlier experiments of this id. */
function floorsOf(raw: Raw): Readonly<Record<string, number>> {
  return Object.fromEntries([...raw].map(([field, value]) => [field, sequenceOf(value) ?? 0] as const).filter(([, sequence]) => sequence > 0));
}

function exists(address: ExperimentAddress, { key, current }: ConflictError): ConflictError {
  return new ConflictError(key, current, `Experiment "${nameOf(address)}" exists already; choose another id, delete it, or continue it with startRun(id, { resume: true }).`);
}
