import assert from 'node:assert/strict';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../tools/testing/any-character.js';
import { BrokerError, InvalidMessageError, MessageTooLargeError } from '../src/errors.js';
import { decodeJson, encodeJson, equalJson } from '../src/json-text.js';
import { copyJson } from '../src/json-value.js';

const NO_LIMIT = 100_000_000;
const copy = (value: unknown): unknown => copyJson(value, NO_LIMIT).value;
const viaText = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

const leaf = fc.oneof(
  fc.string({ unit: anyCharacter }), fc.integer(), fc.double(), fc.boolean(), fc.constantFrom(null, undefined, -0, Number.NaN, Infinity, () => 1, Symbol('s')),
  fc.date({ noInvalidDate: false }), fc.constantFrom(Object(1), Object('s'), Object(false), /x/, new Map([[1, 2]]), new Uint8Array([1, 2])),
);
const name = fc.oneof(fc.string({ unit: anyCharacter }), fc.constantFrom('__proto__', 'constructor', 'toJSON', 'length', '0', '1'));
const { value: anything } = fc.letrec((tie) => ({
  value: fc.oneof({ maxDepth: 5 }, leaf, fc.array(tie('value'), { maxLength: 5 }), fc.array(fc.option(tie('value'), { nil: undefined }), { maxLength: 3 }), tie('record'), tie('speaking')),
  record: fc.dictionary(name, tie('value'), { maxKeys: 6, noNullPrototype: false }),
  speaking: tie('value').map((inner) => ({ hidden: 1, toJSON: (key: string) => [key, inner] })),
}));

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  expect(Object.isFrozen(value)).toBe(true);
  for (const part of Object.values(value)) assertFrozen(part);
}

const fails = (make: () => unknown): BrokerError | undefined => {
  try {
    make();
    return undefined;
  } catch (error) {
    if (error instanceof BrokerError) return error;
    throw error;
  }
};

describe('copyJson', () => {
  it('is JSON.parse(JSON.stringify(x)), deeply frozen, for everything that JSON carries', () => {
    fc.assert(fc.property(anything, (value) => {
      const text = JSON.stringify(value) as string | undefined;
      if (text === undefined) {
        expect(() => copy(value)).toThrow(InvalidMessageError);
        return;
      }
      const copied = copy(value);
      assert.deepStrictEqual(copied, viaText(value));
      expect(JSON.stringify(copied)).toBe(text);
      assertFrozen(copied);
    }), { numRuns: 400 });
  });

  it('lets a function speak for itself, as JSON does', () => {
    const speaking = Object.assign(() => 1, { toJSON: () => 'spoken' });
    expect(copy([speaking, { speaking }])).toEqual(viaText([speaking, { speaking }]));
  });

  it('never asks twice, and tells toJSON its key', () => {
    const asked: string[] = [];
    const value = { toJSON: (key: string) => { asked.push(key); return { toJSON: () => 'not asked' }; } };
    expect(copy({ a: value, b: [value] })).toEqual(viaText({ a: value, b: [value] }));
    expect(asked).toEqual(['a', '0', 'a', '0']);
  });

  it('keeps __proto__ a name like any other', () => {
    const copied = copy(JSON.parse('{"__proto__":{"polluted":true}}')) as Record<string, unknown>;
    expect(Object.keys(copied)).toEqual(['__proto__']);
    expect(Object.getPrototypeOf(copied)).toBe(Object.prototype);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  it('keeps as many properties as there are, in their order, outside and within', () => {
    const names = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 4 }), { minLength: 8, maxLength: 40 });
    fc.assert(fc.property(names, names, (outer, inner) => {
      const value = { ...Object.fromEntries(outer.map((key, index) => [key, index])), inner: Object.fromEntries(inner.map((key, index) => [key, index / 3])) };
      expect(JSON.stringify(copy(value))).toBe(JSON.stringify(value));
    }));
  });

  it('shares nothing with the original', () => {
    const original = { list: [{ n: 1 }] };
    const copied = copy(original);
    original.list.push({ n: 2 });
    expect(copied).toEqual({ list: [{ n: 1 }] });
    expect(Object.isFrozen(original)).toBe(false);
  });

  it('refuses exactly what exceeds the limit, by the bytes of its JSON', () => {
    fc.assert(fc.property(fc.oneof(fc.string({ unit: anyCharacter, maxLength: 40 }), fc.array(fc.integer(), { maxLength: 12 }), fc.dictionary(fc.string(), fc.double())), fc.nat(80), (value, maxBytes) => {
      const bytes = Buffer.byteLength(JSON.stringify(value));
      const error = fails(() => copyJson(value, maxBytes));
      expect(error instanceof MessageTooLargeError).toBe(bytes > maxBytes);
    }), { numRuns: 400 });
  });

  it('stops early where a small graph would be an endless text', () => {
    let bomb: unknown = ['x'];
    for (let level = 0; level < 60; level++) bomb = [bomb, bomb];
    expect(() => copyJson(bomb, 1_000_000)).toThrow(MessageTooLargeError);
  });

  it('names the path of what it cannot carry, without power over terminals', () => {
    const cases: readonly (readonly [unknown, string])[] = [[{ a: [1, { b: 2n }] }, 'data.a[1].b'], [[[1n]], 'data[0][0]'], [{ 'with space': 1n }, 'data["with space"]'], [{ '\u001b[31m\n': 1n }, 'data["\\u001b[31m\\n"]']];
    for (const [value, path] of cases) {
      const error = fails(() => copy(value));
      expect(error).toMatchObject({ code: 'INVALID_MESSAGE', path });
      expect(error?.message).not.toMatch(/\p{Cc}/u);
    }
  });
});

describe('encodeJson', () => {
  it('writes what copyJson copies, and refuses what it refuses', () => {
    fc.assert(fc.property(anything, fc.constantFrom(10, 100, NO_LIMIT), (value, maxBytes) => {
      const refused = fails(() => copyJson(value, maxBytes));
      const encoded = fails(() => encodeJson(value, maxBytes));
      expect(encoded?.code).toBe(refused?.code);
      if (encoded === undefined) expect(encodeJson(value, maxBytes)).toBe(JSON.stringify(copyJson(value, maxBytes).value));
    }), { numRuns: 400 });
  });
});

describe('decodeJson', () => {
  it('gives the frozen value, and refuses what is no JSON or too deep', () => {
    fc.assert(fc.property(fc.json(), (text) => {
      const value = decodeJson(text);
      assert.deepStrictEqual(value, JSON.parse(text));
      assertFrozen(value);
    }));
    for (const text of ['', '{', '[1,]', 'undefined', 'NaN', '\u0000', `${'['.repeat(1_001)}${']'.repeat(1_001)}`]) expect(() => decodeJson(text)).toThrow(InvalidMessageError);
  });
});

describe('equalJson', () => {
  it('is equality of values, whatever the order of keys', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled);
      if (typeof value !== 'object' || value === null) return value;
      return Object.fromEntries(Object.entries(value).reverse().map(([key, part]) => [key, shuffled(part)]));
    };
    fc.assert(fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
      const [a, b] = [copy(one), copy(other)];
      expect(equalJson(a, copy(shuffled(a)))).toBe(true);
      expect(equalJson(a, b)).toBe(equalJson(b, a));
      if (equalJson(a, b)) expect(a).toEqual(b);
      else expect(JSON.stringify(a)).not.toBe(JSON.stringify(b));
    }));
    expect(equalJson([], {})).toBe(false);
    expect(equalJson({ a: undefined }, { b: undefined })).toBe(false);
  });
});
