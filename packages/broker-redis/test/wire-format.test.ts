import { readFile, writeFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { hashSlot } from '../src/connection/hash-slot.js';
import { APPEND } from '../src/scripts/append-script.js';
import { Layout } from '../src/layout.js';
import { Partitions } from '../src/partitions.js';
import { decodeAddressed, decodeFrame, encodeAddressed, encodeUnretained, encodeLine, isBroken, type Frame } from '../src/wire-format.js';

interface Vectors<T> {
  readonly vectors: readonly (T & { readonly name: string })[];
}

const fileOf = (path: string): URL => new URL(`../${path}`, import.meta.url);
const inPackage = (path: string): Promise<string> => readFile(fileOf(path), 'utf8');
const load = async <T>(name: string): Promise<Vectors<T>['vectors']> => (JSON.parse(await inPackage(`vectors/${name}.json`)) as Vectors<T>).vectors;

const frames = await load<{ readonly payload: string; readonly frame: unknown }>('frames');
const names = await load<{ readonly options: object; readonly topic?: string; readonly key?: string; readonly pattern?: string; readonly names: object }>('names');

const partitions = JSON.parse(await inPackage('vectors/partitions.json')) as {
  readonly tags: readonly string[];
  readonly names: readonly { readonly name: string; readonly options: object; readonly topic: string; readonly key?: string; readonly names: object }[];
  readonly vectors: readonly { readonly name: string; readonly payload: string; readonly topic?: string; readonly rest?: string }[];
};

/** A frame as the vectors spell it: what is broken has no words that other languages would have to repeat. */
function spell(frame: Frame): unknown {
  if (frame.kind === 'broken') return { broken: true };
  if (frame.kind === 'foreign') return { foreign: frame.data };
  const messages = frame.messages.map((message) => (isBroken(message) ? { broken: true } : { id: message.id, data: message.data, timestamp: message.timestamp }));
  return { messages, ...(frame.position === undefined ? {} : { position: frame.position }) };
}

describe('the wire format', () => {
  it.each(frames)('reads $name', ({ payload, frame }) => {
    expect(spell(decodeFrame(Buffer.from(payload), 1_000))).toEqual(frame);
  });

  it('writes what it reads', () => {
    const payload = encodeUnretained(5, [encodeLine('a', '1'), encodeLine('b', '{"c":[]}')]);
    expect(payload).toBe('rw1 - 0 5 2\na 1\nb {"c":[]}');
  });

  it.each(names)('names $name', ({ options, topic, key, pattern, names: expected }) => {
    const layout = new Layout(options);
    const named = {
      ...(topic === undefined ? {} : { channel: layout.channel(topic), top: layout.top(topic), log: layout.log(topic) }),
      ...(key === undefined ? {} : { value: layout.value(key) }),
      ...(pattern === undefined ? {} : { glob: layout.glob(pattern) }),
    };
    expect(named).toEqual(expected);
    if (topic !== undefined) expect(layout.topicOf(layout.channel(topic))).toBe(topic);
  });

  it('has a partition in each of 64 equal stripes of the slots', () => {
    expect(new Partitions().tags).toEqual(partitions.tags);
    const stripes = partitions.tags.map((tag) => Math.floor(hashSlot(tag) / 256));
    expect(stripes).toEqual(Array.from({ length: 64 }, (_, index) => index));
  });

  it.each(partitions.names)('names $name in its partition', ({ options, topic, key, names: expected }) => {
    const layout = new Layout({ ...options, sharded: true });
    const named = { channel: layout.channel(topic), top: layout.top(topic), log: layout.log(topic), topics: layout.topicIndex(topic), keys: layout.keyIndex(topic) };
    expect({ ...named, ...(key === undefined ? {} : { value: layout.value(key) }) }).toEqual(expected);
    expect(layout.shardChannels('*')).toContain(layout.channel(topic));
    expect(new Set(Object.values(expected).map((name: string) => hashSlot(name))).size).toBe(1);
  });

  it.each(partitions.vectors)('reads $name on the channel of a partition', ({ payload, topic, rest = '' }) => {
    const addressed = decodeAddressed(Buffer.from(payload));
    expect(addressed === undefined ? undefined : [addressed.topic, addressed.frame.toString()]).toEqual(topic === undefined ? undefined : [topic, rest]);
    if (topic !== undefined) expect(encodeAddressed(topic, rest)).toBe(payload);
  });

  it('ships the append script as a file for other languages', async () => {
    const text = `${header}${APPEND.text.trimStart()}`;
    if (process.env['WRITE_LUA'] !== undefined) await writeFile(fileOf('scripts/append.lua'), text);
    expect(await inPackage('scripts/append.lua')).toBe(text);
  });
});

const header = '-- Runwire: appends messages to a topic. Keys, arguments and reply: docs/wire-format.md. Made from src/scripts/append-script.ts.\n';
