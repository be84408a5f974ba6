import { beforeEach, describe, expect, it } from '@jest/globals';
import { SlowConsumerError } from '../src/errors.js';
import { QueueReader } from '../src/delivery/queue-reader.js';
import type { Message } from '../src/message.js';
import { ReaderSource } from './reader-source.js';

describe('QueueReader', () => {
  let source: ReaderSource;
  let reader: QueueReader<Message>;
  beforeEach(() => {
    source = new ReaderSource();
    reader = new QueueReader(source);
  });

  const next = async (): Promise<string> => {
    const result = await reader.next();
    return result.done === true ? 'end' : result.value.id;
  };

  it('gives what is queued, then waits for what comes', async () => {
    source.put('a');
    expect(await next()).toBe('a');
    const waiting = next();
    source.put('b');
    expect(await waiting).toBe('b');
  });

  it('serves concurrent calls in order, also one that is made while others are being served', async () => {
    const calls = [next(), next()];
    source.put('a', 'b', 'c');
    calls.push(next());
    expect(await Promise.all(calls)).toEqual(['a', 'b', 'c']);
  });

  it('gives what is queued before it fails, fails once, and has ended then', async () => {
    source.put('a');
    source.end(new SlowConsumerError(1));
    expect(await next()).toBe('a');
    await expect(next()).rejects.toThrow(SlowConsumerError);
    expect(await next()).toBe('end');
  });

  it('ends every call that waits, and the first of them with the failure', async () => {
    const calls = Promise.allSettled([next(), next(), next()]);
    source.end(new SlowConsumerError(1));
    expect((await calls).map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
  });

  it('return() ends at once what waits', async () => {
    const waiting = next();
    expect(await reader.return()).toEqual({ done: true, value: undefined });
    expect([await waiting, source.isOpen]).toEqual(['end', false]);
  });

  it('throw() ends it, and rejects with what was thrown', async () => {
    await expect(reader.throw(new Error('mine'))).rejects.toThrow('mine');
    await expect(reader.throw('text')).rejects.toThrow('text');
    expect([await next(), source.isOpen]).toEqual(['end', false]);
  });
});
