import assert from 'node:assert/strict';
import { InvalidMessageError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import { SeededRandom } from './seeded-random.js';

class Experiment {
  readonly #secret = 'hidden';
  readonly name = 'exp_1';
  get upper(): string {
    return this.name + this.#secret;
  }
}
const withToJson = { toJSON: (key: string) => ({ asked: key }) };
const sparse = [1, , 3]; // eslint-disable-line no-sparse-arrays

/** What JSON carries in its own way: the subscriber gets what JSON.parse(JSON.stringify(data)) gives. */
const CARRIED: Readonly<Record<string, unknown>> = {
  'null': null, 'true': true, 'an empty string': '', 'an empty array': [], 'an empty object': {},
  'a negative zero': -0, 'NaN': Number.NaN, 'the infinities': [Infinity, -Infinity], 'numbers beyond 2^53': [2 ** 53 + 2, 1e300, 5e-324, 0.1 + 0.2],
  'a Date': new Date(0), 'an invalid Date': [new Date(Number.NaN)], 'a Map and a Set': [new Map([[1, 2]]), new Set([1])],
  'a class instance': new Experiment(), 'an Error': new Error('x'), 'a RegExp': /x/,
  'typed arrays and buffers': [new Float32Array([1, 0.1]), Buffer.from('ab'), new ArrayBuffer(2)],
  'boxed primitives': [Object(1), Object('s'), Object(false)], 'undefined, functions and symbols inside': { a: undefined, b: () => 1, c: Symbol('c'), d: [undefined, () => 1, Symbol('d')] },
  'a toJSON method': { x: withToJson, list: [withToJson] }, 'a sparse array': sparse, 'an array with properties': Object.assign([1], { extra: 2 }),
  '__proto__ and constructor as names': JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1},"toString":1}') as unknown,
  'an object without a prototype': Object.assign(Object.create(null) as object, { a: 1 }), 'names like numbers': { 2: 'b', 1: 'a', '-1': 'c', x: 1 },
  'lone surrogates': ['\ud800', '\udfff x', { '\ud800': 1 }], 'every kind of escape': '"\\/\b\f\n\r\t\0\u2028\u2029\u007f\u009b\u202e<script>&', 'emoji and combining marks': ['🚀👩‍👩‍👧', 'e\u0301', 'é'],
  'the same object twice': [withToJson, withToJson, sparse, sparse], 'inherited properties': Object.create({ inherited: 1 }) as unknown, 'symbol keys and hidden properties': Object.defineProperty({ [Symbol('k')]: 1, seen: 1 }, 'hidden', { value: 1 }),
};

const cyclic: Record<string, unknown> = { a: { b: [] } };
(cyclic['a'] as { b: unknown[] }).b.push(cyclic);

/** What JSON has no text for, and the path that the error names. */
const REFUSED: readonly (readonly [name: string, data: unknown, path: string])[] = [
  ['undefined', undefined, 'data'], ['a function', () => 1, 'data'], ['a symbol', Symbol('s'), 'data'], ['a BigInt', 1n, 'data'],
  ['a BigInt inside', { layers: [{}, { size: 1n }] }, 'data.layers[1].size'], ['a cycle', cyclic, 'data.a.b[0]'],
  ['a throwing getter', { ok: 1, get bad(): number { throw new Error('no'); } }, 'data.bad'], ['a toJSON that returns undefined', { toJSON: () => undefined }, 'data'],
];

function randomJson(random: SeededRandom, depth: number): unknown {
  const kind = depth === 0 ? random.whole(0, 4) : random.whole(0, 6);
  if (kind === 0) return random.isLikely(0.5) ? random.whole(-1_000, 1_000) : random.next() * 10 ** random.whole(-300, 300);
  if (kind === 1) return String.fromCharCode(...range(1, random.whole(0, 12)).map(() => random.whole(0, 0xffff)));
  if (kind <= 4) return random.pick<unknown>([true, false, null, -0, '', 'ascii']);
  const items = range(1, random.whole(0, 5)).map((name) => [`k${String(name)}`, randomJson(random, depth - 1)] as const);
  return kind === 5 ? items.map(([, item]) => item) : Object.fromEntries(items);
}

function assertFrozen(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  assert.ok(Object.isFrozen(value));
  for (const part of Object.values(value)) assertFrozen(part);
}

export function jsonParity({ it }: Chapter): void {
  for (const [name, data] of Object.entries(CARRIED)) {
    it(`carries ${name} as JSON does, in messages, history and state`, async (stage) => {
      const expected: unknown = JSON.parse(JSON.stringify(data));
      const reader = await stage.subscribe(stage.topic('exp.1.value'));
      const key = stage.key('exp:1:value');
      await stage.broker.publish(stage.topic('exp.1.value'), data, { save: [{ key, value: data }] });
      const [retained] = await stage.history(stage.topic('exp.1.value'));
      for (const seen of [(await reader.one()).data, retained?.data, await stage.broker.store.get(key)]) {
        assert.deepStrictEqual(seen, expected);
        // The order of names, and a negative zero, escape deepStrictEqual.
        assert.equal(JSON.stringify(seen), JSON.stringify(expected));
        assertFrozen(seen);
      }
      assert.equal(({} as { polluted?: unknown }).polluted, undefined);
    });
  }

  for (const [name, data, path] of REFUSED) {
    it(`refuses ${name} and names its path`, async (stage) => {
      const isHelpful = (error: unknown): boolean => error instanceof InvalidMessageError && error.path === path && error.message.includes(path) && !error.retryable;
      await assert.rejects(stage.broker.publish(stage.topic('exp.1.value'), data), isHelpful);
      await assert.rejects(stage.broker.store.set(stage.key('exp:1:value'), data), isHelpful);
      assert.equal((await stage.broker.publish(stage.topic('exp.1.value'), 'fence')).offset, 1);
    });
  }

  it('carries random values as JSON does', async (stage) => {
    const random = new SeededRandom(42);
    const values = range(1, 200).map(() => randomJson(random, 5));
    const reader = await stage.subscribe(stage.topic('values'));
    await stage.publishAll(stage.topic('values'), values);
    const seen = await reader.takeData(200);
    for (const [index, value] of values.entries()) {
      assert.equal(JSON.stringify(seen[index]), JSON.stringify(value));
      assertFrozen(seen[index]);
    }
  });
}
