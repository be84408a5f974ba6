import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { z } from 'zod';
import { encodeStored, eventSchemas, logUpdate, metricsUpdate, progressUpdate, storedFields } from '../src/index.js';
import { quickMetrics } from '../src/metrics.js';
import { quickCheck } from '../src/quick-check.js';
import { quickEncoder } from '../src/quick-encoder.js';

const { log, progress, metrics } = eventSchemas;
const SHAPES = { log: log.shape, progress: progress.shape, metrics: metrics.shape, storedLog: storedFields.log.shape, storedProgress: storedFields.progress.shape };

const anything = fc.oneof(
  fc.constantFrom<unknown>(undefined, null, NaN, Infinity, -Infinity, -0, 0, 1, -1, 0.5, 100, 101, 2 ** 53, 8.64e15, 8.64e15 + 2, '', 'a', 'a.b', 'info', 'log', 'a'.repeat(129), 'a'.repeat(513), [], {}, new Date(0)),
  fc.constant('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01'),
  fc.double(),
  fc.string(),
);
const name = fc.oneof(fc.constantFrom('', '__proto__', 'constructor', 'a'.repeat(256), 'a'.repeat(257)), fc.string());

describe('a quick check', () => {
  const fields = Object.entries(SHAPES).flatMap(([of, shape]) => Object.entries<z.ZodType>(shape).map(([field, schema]) => ({ of, field, schema })));

  it.each(fields)('accepts only what the schema takes as it is: $of $field', ({ schema }) => {
    const isRight = quickCheck(schema);
    fc.assert(
      fc.property(anything, (value) => {
        if (!isRight(value)) return;
        expect(z.encode(schema, value)).toBe(value);
        expect(z.decode(schema, value)).toBe(value);
      }),
      { numRuns: 300 },
    );
  });

  it.each([z.coerce.string(), z.coerce.number(), z.email(), z.string().trim(), z.string().min(1), z.float32(), z.string().regex(/a/g), z.number().refine(() => false), z.string().refine(() => false)])(
    'leaves to the schema what it does not know: %#',
    (schema) => {
      for (const value of ['a@example.org', ' a', '', 'a', 1, 0.1]) expect(quickCheck(schema)(value)).toBe(false);
    },
  );
});

describe('a quick encoder', () => {
  const encode = quickEncoder(metrics.shape, { metrics: quickMetrics });
  const wire = { version: 1, type: 'metrics', experimentId: 'a', timestamp: 0, metrics: {} };

  it('encodes metrics as their schema does', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.oneof(fc.double(), fc.constantFrom(NaN, -0)))), (entries) => {
        const value = { ...wire, metrics: Object.fromEntries(entries) };
        const quick = encode(value);
        if (quick !== undefined) expect(quick).toStrictEqual(z.encode(metrics, value as z.output<typeof metrics>));
      }),
    );
  });

  it('leaves to the schema what is not all right', () => {
    const { metrics: left, ...incomplete } = wire;
    expect(left).toEqual({});
    for (const value of [incomplete, { ...wire, more: 1 }, { ...wire, step: -1 }, { ...wire, metrics: { a: '1' } }, { ...wire, metrics: [1] }, { ...wire, metrics: { '': 1 } }]) {
      expect(encode(value)).toBeUndefined();
    }
  });

  it('has nothing of what is undefined', () => {
    expect(Object.keys(encode({ ...wire, step: undefined }) ?? {})).not.toContain('step');
  });
});

describe('what trainers publish all the time', () => {
  const draft = { experimentId: 'a', timestamp: 5 };

  it.each([
    logUpdate({ ...draft, level: 'info', message: 'a', logger: 'b', fields: { at: new Date(0), loss: NaN } }),
    progressUpdate({ ...draft, currentStep: 5, totalSteps: 10, percent: 3, rate: 2, epoch: 0.5 }),
    metricsUpdate({ ...draft, metrics: { a: NaN, b: -0, c: 1 }, step: 0 }),
  ])('is what its schema makes of it: $type', (event) => {
    expect(z.decode<z.ZodType>(eventSchemas[event.type], z.encode<z.ZodType>(eventSchemas[event.type], event))).toStrictEqual(event);
  });

  it('is stored with the percentage of its steps', () => {
    expect(encodeStored('progress', { currentStep: 1, totalSteps: 2, percent: 3, updatedAt: 0 })).toMatchObject({ percent: 50 });
  });
});
