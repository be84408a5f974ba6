import { describe, expect, it } from '@jest/globals';
import {
  decodeRecord,
  decodeStored,
  encodeRecord,
  encodeStored,
  experimentCreation,
  experimentRecord,
  storedFields,
  type StoredField,
  type StoredValue,
} from '../src/index.js';
import { overTheWire } from './event-samples.js';

const parts: { readonly [Field in StoredField]: StoredValue<Field> } = {
  record: experimentCreation({
    id: 'exp_123',
    namespace: 'ppo_training',
    name: '<b>EUR/USD</b>\u202e',
    config: { learningRate: 3e-4, layers: [32, 32] },
    tags: ['fx'],
    createdAt: 100,
  }),
  status: {
    status: 'completed',
    statusReason: 'done',
    startedAt: 150,
    endedAt: 900,
    result: { metrics: { sharpe: NaN } },
    updatedAt: 900,
  },
  progress: { currentStep: 50, totalSteps: 200, percent: 25, updatedAt: 850 },
  metrics: { metrics: { loss: Infinity }, step: 50, updatedAt: 860 },
  log: { level: 'info', message: 'bye', updatedAt: 870 },
  error: { error: { name: 'Error', message: 'x' }, fatal: false, updatedAt: 500 },
  control: { requestId: 'r', action: 'stop', state: 'applied', requestedAt: 700, updatedAt: 710 },
  heartbeat: { heartbeatAt: 950, intervalMs: 5_000 },
};

describe('the stored fields', () => {
  it.each(Object.keys(storedFields) as StoredField[])('come back from the store as they were: %s', (field) => {
    const value = { ...parts[field], addedLater: { kept: true } };
    expect(decodeStored(field, overTheWire(encodeStored(field, value)))).toEqual(value);
  });

  it.each(Object.keys(storedFields) as StoredField[])('refuse what another program left there: %s', (field) => {
    for (const data of [null, 'x', [], {}]) {
      expect(() => decodeStored(field, data)).toThrow(new RegExp(`no valid stored ${field}`));
    }
  });
});

describe('the record of an experiment', () => {
  it('is made of the stored fields', () => {
    expect(experimentRecord(parts)).toEqual({
      ...parts.record,
      ...parts.status,
      progress: parts.progress,
      metrics: { loss: Infinity },
      step: 50,
      log: parts.log,
      error: parts.error,
      control: parts.control,
      heartbeatAt: 950,
      heartbeatIntervalMs: 5_000,
      updatedAt: 900,
    });
  });

  it('has no metrics and no progress right after the creation', () => {
    const record = experimentRecord({
      record: experimentCreation({ id: 'e', namespace: 'n' }),
      status: { status: 'created', updatedAt: 1 },
    });
    expect(record).toMatchObject({ version: 1, config: {}, metrics: {}, status: 'created' });
    expect(record.progress).toBeUndefined();
  });

  it('comes back from the wire as it was, non-finite numbers included', () => {
    const record = experimentRecord(parts);
    expect(decodeRecord(overTheWire(encodeRecord(record)))).toEqual(record);
  });

  it('keeps __proto__ and constructor in the configuration as own keys', () => {
    const config = JSON.parse('{"__proto__":{"polluted":1},"constructor":2}') as Record<string, unknown>;
    const creation = experimentCreation({ id: 'e', namespace: 'n', config });
    expect(JSON.stringify(creation.config)).toBe('{"__proto__":{"polluted":1},"constructor":2}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each([
    { id: 'a:b' },
    { namespace: 'a.b' },
    { namespace: '*' },
    { name: 'n'.repeat(257) },
    { tags: Array.from({ length: 65 }, () => 't') },
  ])('is refused at the creation with %#', (wrong) => {
    expect(() => experimentCreation({ id: 'e', namespace: 'n', ...wrong })).toThrow(/This is no valid experiment/);
  });
});
