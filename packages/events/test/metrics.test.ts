import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../tools/testing/any-character.js';
import { decodeEvent, encodeEvent, MAX_METRIC_NAME_LENGTH, MAX_METRICS, metricsUpdate } from '../src/index.js';
import { overTheWire } from './event-samples.js';

const wire = { version: 1, type: 'metrics', experimentId: 'e', timestamp: 0 };

function roundTrip(metrics: Record<string, number>): unknown {
  return decodeEvent(overTheWire(encodeEvent(metricsUpdate({ experimentId: 'e', metrics }))))['metrics'];
}

describe('metrics', () => {
  it('survive the wire whatever their names and numbers are', () => {
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 20, unit: anyCharacter }),
      fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', '<img onerror=x>', '\u001b[2J', '\u202e'),
    );
    const metrics = fc.array(fc.tuple(name, fc.double().map((value) => value + 0)), { maxLength: 20 });
    fc.assert(
      fc.property(metrics, (entries) => {
        const sent = Object.fromEntries(entries);
        expect(Object.entries(roundTrip(sent) as object)).toEqual(Object.entries(sent));
      }),
      { seed: 7, numRuns: 500 },
    );
  });

  it('survive as NaN and infinities, spelled as words in the JSON', () => {
    const metrics = { a: NaN, b: Infinity, c: -Infinity };
    expect(encodeEvent(metricsUpdate({ experimentId: 'e', metrics }))['metrics']).toEqual({
      a: 'NaN',
      b: 'Infinity',
      c: '-Infinity',
    });
    expect(roundTrip(metrics)).toEqual(metrics);
  });

  it('lose the sign of a zero, before the wire as after it', () => {
    expect(metricsUpdate({ experimentId: 'e', metrics: { a: -0 } }).metrics).toEqual({ a: 0 });
    expect(decodeEvent({ ...wire, metrics: JSON.parse('{"a":-0}') as unknown })).toHaveProperty('metrics.a', 0);
  });

  it('read a literal beyond the range of a double as infinite, and numbers beyond 2^53 as the nearest double', () => {
    const metrics: unknown = JSON.parse('{"huge":1e999,"big":9007199254740993,"exact":1.7976931348623157e308}');
    expect(decodeEvent({ ...wire, metrics })).toHaveProperty('metrics', {
      huge: Infinity,
      big: 9_007_199_254_740_992,
      exact: Number.MAX_VALUE,
    });
  });

  it('keep __proto__ and constructor as own names, and pollute nothing', () => {
    const metrics = JSON.parse('{"__proto__":1,"constructor":2}') as Record<string, number>;
    const received = roundTrip(metrics) as object;
    expect(Object.entries(received)).toEqual([['__proto__', 1], ['constructor', 2]]);
    expect(Object.getPrototypeOf(received)).toBe(Object.prototype);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it.each([null, '1', 'nan', true, [1], { a: 1 }])('refuse %p as a number', (value) => {
    expect(() => decodeEvent({ ...wire, metrics: { loss: value } })).toThrow(/metrics\.loss is .*expected a number/);
  });

  it.each([null, [], 'x', 5, undefined])('refuse %p instead of metrics', (metrics) => {
    expect(() => decodeEvent({ ...wire, metrics })).toThrow(/expected an object of numbers by metric name/);
  });

  it('refuse an empty name, a name over the limit, and more names than the limit', () => {
    expect(() => roundTrip({ '': 1 })).toThrow(/empty name/);
    expect(() => roundTrip({ ['n'.repeat(MAX_METRIC_NAME_LENGTH + 1)]: 1 })).toThrow(/has 257 characters, the limit is 256/);
    expect(roundTrip({ ['n'.repeat(MAX_METRIC_NAME_LENGTH)]: 1 })).toBeDefined();
    const many = Array.from({ length: MAX_METRICS + 1 }, (_, i) => [`m${String(i)}`, i] as const);
    expect(() => roundTrip(Object.fromEntries(many))).toThrow(/1001 metrics in one event/);
    expect(roundTrip(Object.fromEntries(many.slice(1)))).toBeDefined();
  });

  it.each([-1, 1.5, 2 ** 53, '3', NaN])('refuse the step %p', (step) => {
    expect(() => decodeEvent({ ...wire, metrics: {}, step })).toThrow(/step is/);
  });
});
