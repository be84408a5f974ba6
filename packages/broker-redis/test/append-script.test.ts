import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { setTimeout as delay } from 'node:timers/promises';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { APPEND } from '../src/scripts/append-script.js';

interface Call {
  readonly topic: string;
  readonly place: string;
  readonly sequence: number;
  readonly previous?: readonly [place: string, sequence: number];
  readonly messages: readonly (string | number)[];
  readonly keys?: readonly string[];
  readonly maxLength?: number;
  readonly ttlMs?: number;
  readonly memoryMs?: number;
}

describe('the append script', () => {
  let server: RedisServer;
  beforeAll(async () => { server = await startRedis(); });
  afterAll(async () => { await server[Symbol.asyncDispose](); });

  const top = (topic: string): string => `runwire:{a}:top:${topic}`;
  const log = (topic: string): string => `runwire:{a}:log:${topic}`;
  const call = ({ topic, place, sequence, previous = ['', 0], messages, keys = [], maxLength = 1_000, ttlMs = 60_000, memoryMs = 60_000 }: Call): Promise<string> => {
    const all = [top(topic), log(topic), 'runwire:topics', 'runwire:keys', ...keys];
    const terms = [maxLength, ttlMs, 60_000, memoryMs, 1].join(' ');
    const args = [place, sequence, previous[0], previous[0] === '' ? '' : previous[1], '', terms, `runwire:a.${topic}`, 'PUBLISH', `a.${topic}`, ...messages];
    return server.cli('EVAL', APPEND.text, String(all.length), ...all, ...args.map(String));
  };
  const fields = async (topic: string): Promise<readonly string[]> => (await server.cli('HKEYS', top(topic))).split('\n').filter((field) => field.includes(':'));
  const length = (topic: string): Promise<string> => server.cli('XLEN', log(topic));

  it('answers a run of messages that comes again as before, and does nothing', async () => {
    const batch = { topic: 'run', place: 'p:0', sequence: 1, messages: [2, 'i1 1\ni2 2'] };
    const first = await call(batch);
    await delay(2);
    expect(await call(batch)).toBe(first);
    expect((await length('run')).trim()).toBe('1');
  });

  it('answers receipts and refusals that come again as before', async () => {
    const keys = ['runwire:{a}:dup:mixed:chosen', 'runwire:{a}:val:x'];
    const taken = ['one', 'chosen 1', 5, 0];
    const refused = ['one', 'i2 2', 0, 1, 6, 'set', '7', 0, 'equals', '6', 'a:x'];
    const batch = { topic: 'mixed', place: 'p:0', sequence: 1, keys, messages: [...taken, ...refused, 1, 'i3 3'] };
    const first = await call(batch);
    expect(first).toContain('conflict');
    expect(await call(batch)).toBe(first);
    expect((await length('mixed')).trim()).toBe('2');
  });

  it('refuses a batch that overtook the one before it', async () => {
    const later = { topic: 'turn', place: 'p:1', sequence: 2, previous: ['p:0', 1] as const, messages: [1, 'i2 2'] };
    await expect(call(later)).rejects.toThrow('OUTOFTURN');
    await call({ topic: 'turn', place: 'p:0', sequence: 1, messages: [1, 'i1 1'] });
    await call(later);
    expect(await server.cli('XRANGE', log('turn'), '-', '+')).toMatch(/i1 1[^]*i2 2/);
  });

  it('forgets the batches of producers that are gone', async () => {
    const batch = { topic: 'gone', memoryMs: 20, ttlMs: 60_000, messages: [1, 'i 1'] };
    for (const producer of ['p', 'q', 'r']) await call({ ...batch, place: `${producer}:0`, sequence: 1 });
    expect(await fields('gone')).toHaveLength(3);
    await delay(60);
    await call({ ...batch, place: 's:0', sequence: 1 });
    expect(await fields('gone')).toEqual(['s:0']);
  });

  it('leaves nothing forever where it took nothing', async () => {
    const keys = ['runwire:{a}:val:y'];
    expect(await call({ topic: 'none', place: 'p:0', sequence: 1, keys, messages: ['one', 'i 1', 0, 1, 5, 'set', '7', 0, 'equals', '6', 'a:y'] })).toContain('conflict');
    expect(Number(await server.cli('PTTL', top('none')))).toBeGreaterThan(0);
    expect(await call({ topic: 'none', place: 'p:0', sequence: 2, messages: [1, 'i 1'] })).toMatch(/^rw1 p\.2 1 \d+ 1$/m);
  });

  it('remembers the batches of topics that retain nothing', async () => {
    const batch = { topic: 'unretained', place: 'p:0', sequence: 1, maxLength: 0, ttlMs: 0, keys: ['runwire:{a}:dup:unretained:chosen'], messages: ['one', 'chosen 1', 5, 0] };
    const first = await call(batch);
    expect(await call(batch)).toBe(first);
    expect((await server.cli('EXISTS', log('unretained'))).trim()).toBe('0');
    expect(Number(await server.cli('PTTL', top('unretained')))).toBeGreaterThan(60_000);
  });
});
