import { jest, afterEach, describe, expect, it } from '@jest/globals';
import { BatchReader, parseBatchOptions } from '../src/delivery/batch-reader.js';
import { SlowConsumerError } from '../src/errors.js';
import type { Message } from '../src/message.js';
import type { BatchOptions } from '../src/subscription.js';
import { ReaderSource } from './reader-source.js';

const set = (options: BatchOptions, bounds?: ConstructorParameters<typeof ReaderSource>[0]) => {
  const source = new ReaderSource(bounds);
  const onTake = jest.fn();
  const reader = new BatchReader(source.inbox, source, parseBatchOptions(options), onTake);
  const next = async (): Promise<string> => textOf(await reader.next());
  return { source, reader, next, onTake };
};

const textOf = (result: IteratorResult<readonly Message[], undefined>): string => (result.done === true ? 'end' : result.value.map(({ id }) => id).join(''));

describe('BatchReader', () => {
  afterEach(() => {
    jest.useRealTimers();
  });

  it('gives up to maxSize of what is queued, and tells of each batch', async () => {
    const { source, next, onTake } = set({ maxSize: 2 });
    source.put('a', 'b', 'c');
    expect([await next(), await next(), onTake.mock.calls.length]).toEqual(['ab', 'c', 2]);
  });

  it('takes the rest of the turn that wakes it into the same batch', async () => {
    const { source, next } = set({});
    const waiting = next();
    source.put('a', 'b');
    expect(await waiting).toBe('ab');
  });

  for (const maxWaitMs of [0, 20]) {
    it(`serves concurrent calls in order, waiting ${String(maxWaitMs)} ms`, async () => {
      const { source, next } = set({ maxSize: 2, maxWaitMs });
      const calls = [next(), next(), next()];
      source.put('a', 'b', 'c');
      // Made before any of the others could take what is there.
      calls.push(next());
      await Promise.resolve();
      source.put('d', 'e', 'f', 'g');
      source.end();
      expect((await Promise.all(calls)).join('')).toBe('abcdefg');
    });
  }

  it('waits for a full batch, or for maxWaitMs since its first message', async () => {
    jest.useFakeTimers();
    const { source, next } = set({ maxSize: 3, maxWaitMs: 1_000 });
    const full = next();
    await jest.advanceTimersByTimeAsync(5_000);
    source.put('a');
    await jest.advanceTimersByTimeAsync(999);
    source.put('b', 'c', 'd');
    expect(await full).toBe('abc');
    const late = next();
    let isServed = false;
    void late.then(() => { isServed = true; });
    await jest.advanceTimersByTimeAsync(999);
    expect(isServed).toBe(false);
    await jest.advanceTimersByTimeAsync(1);
    expect([await late, jest.getTimerCount()]).toEqual(['d', 0]);
  });

  it.each([{ maxQueueSize: 2 }, { maxQueueBytes: 20 }])('does not wait for more than fits: %j', async (bounds) => {
    const { source, next } = set({ maxSize: 10, maxWaitMs: 60_000 }, bounds);
    const waiting = next();
    source.put('a', 'b');
    expect(await waiting).toBe('ab');
  });

  it('gives what is queued before it fails, also while it waits for more', async () => {
    const { source, next } = set({ maxSize: 10, maxWaitMs: 60_000 });
    const calls = [next(), next(), next()];
    source.put('a');
    await Promise.resolve();
    source.end(new SlowConsumerError(1));
    expect(await calls[0]).toBe('a');
    await expect(calls[1]).rejects.toThrow(SlowConsumerError);
    expect(await calls[2]).toBe('end');
  });

  it('return() ends at once what waits', async () => {
    const { reader, next } = set({ maxWaitMs: 60_000 });
    const waiting = next();
    await reader.return();
    expect(await waiting).toBe('end');
  });

  it('refuses sizes and times that are none', () => {
    for (const maxSize of [0, 1.5, Infinity]) expect(() => parseBatchOptions({ maxSize })).toThrow(`maxSize is ${String(maxSize)}`);
    for (const maxWaitMs of [-1, NaN, 2 ** 31]) expect(() => parseBatchOptions({ maxWaitMs })).toThrow(`maxWaitMs is ${String(maxWaitMs)}`);
  });
});
