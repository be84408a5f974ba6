import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Message, StartPosition, Subscription } from '@runwire/broker-core';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';

let server: RedisServer;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

const connect = (): Promise<RedisBroker> => createBroker({ redis: { host: server.host, port: server.port } });
const keysOf = async (entity: string): Promise<readonly string[]> => (await server.cli('KEYS', `runwire:{${entity}}*`)).split('\n').filter((key) => key !== '');

/** Keeps all of an entity as it is now; what is returned puts it back, as on a new master that had got no more than that. */
async function snapshot(entity: string): Promise<() => Promise<void>> {
  const kept = await keysOf(entity);
  for (const key of kept) await server.cli('COPY', key, `kept:${key}`);
  return async () => {
    for (const key of await keysOf(entity)) await server.cli('DEL', key);
    for (const key of kept) await server.cli('COPY', `kept:${key}`, key);
  };
}

async function take(subscription: Subscription<number>, count: number): Promise<readonly Message<number>[]> {
  const taken: Message<number>[] = [];
  for await (const message of subscription) if (taken.push(message) === count) break;
  return taken;
}

interface TakenBack {
  /** Has 1 to 5. */
  readonly live: Subscription<number>;
  /** Has had 1 to 3. */
  readonly cursor: StartPosition;
}

/** 1 to 5 are published to `<entity>.a`, the last two by `publisher`; 4 and 5 are taken back. */
async function takeBackTwo(entity: string, broker: RedisBroker, publisher: RedisBroker): Promise<TakenBack> {
  const topic = `${entity}.a`;
  const live = broker.subscribe<number>(topic);
  await live.ready;
  for (const n of [1, 2, 3]) await broker.publish(topic, n);
  const early = broker.subscribe<number>(`${entity}.*`, { from: 'start' });
  await take(early, 3);
  const takeBack = await snapshot(entity);
  for (const n of [4, 5]) await publisher.publish(topic, n);
  await waitUntil(() => live.stats.queued === 5, { withinMs: 5_000, what: 'all that was published' });
  await takeBack();
  return { live, cursor: early.cursor };
}

const told = (messages: readonly Message<number>[]): readonly unknown[] => messages.map(({ data, gap }) => (gap === undefined ? data : [data, gap]));

describe('acknowledged messages that a fail-over has lost', () => {
  it('are told, with their number, to whoever never had them, and not to whoever had', async () => {
    await using broker = await connect();
    const { live, cursor } = await takeBackTwo('lost', broker, broker);
    expect((await broker.publish('lost.a', 6)).offset).toBe(6);
    expect(told(await take(live, 6))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told(await take(broker.subscribe<number>('lost.*', { from: cursor }), 1))).toEqual([[6, { reason: 'rewound', missed: 2 }]]);
    expect(told(await take(broker.subscribe<number>('lost.a', { from: 'start' }), 4))).toEqual([1, 2, 3, [6, { reason: 'rewound', missed: 2 }]]);
  });

  it('are told although their publisher is idle, and another goes on', async () => {
    await using broker = await connect();
    await using idle = await connect();
    const { live, cursor } = await takeBackTwo('idle', broker, idle);
    await server.cli('CLIENT', 'KILL', 'TYPE', 'normal');
    await waitUntil(async () => (await server.cli('HGET', 'runwire:{idle}:top:a', 'offset')) === '5', { withinMs: 10_000, what: 'the head to be where it was' });
    const caught = broker.subscribe<number>('idle.*', { from: cursor });
    await caught.ready;
    const history = [];
    for await (const { data } of broker.history('idle.a')) history.push(data);
    expect(history).toEqual([1, 2, 3]);
    await using third = await connect();
    expect((await third.publish('idle.a', 6)).offset).toBe(6);
    expect(told(await take(live, 6))).toEqual([1, 2, 3, 4, 5, 6]);
    expect(told(await take(caught, 1))).toEqual([[6, { reason: 'rewound', missed: 2 }]]);
  });

  it('come once, though the publisher sends one again that had arrived', async () => {
    await using broker = await connect();
    await using other = await connect();
    const live = broker.subscribe<number>('again.a');
    await live.ready;
    for (const n of [1, 2, 3]) await other.publish('again.a', n);
    const takeBack = await snapshot('again');
    await other.publish('again.a', 4, { id: 'four' });
    await waitUntil(() => live.stats.queued === 4, { withinMs: 5_000, what: 'all that was published' });
    await takeBack();
    const statuses: string[] = [];
    broker.onStatusChange(({ kind }) => statuses.push(kind));
    await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await waitUntil(() => statuses.at(-1) === 'ready', { withinMs: 10_000, what: 'the subscriber to be back' });
    // What it asks the server by itself it asks before this.
    await broker.store.get('again:b');
    await broker.store.get('again:b');
    await using third = await connect();
    await third.publish('again.a', 4, { id: 'four' });
    await third.publish('again.a', 5);
    expect(told(await take(live, 5))).toEqual([1, 2, 3, 4, 5]);
  });

  it('give way to others that are published under their offsets', async () => {
    await using broker = await connect();
    await using other = await connect();
    const live = broker.subscribe<number>('other.a');
    await live.ready;
    for (const n of [1, 2, 3]) await other.publish('other.a', n);
    const takeBack = await snapshot('other');
    for (const n of [4, 5, 6]) await other.publish('other.a', n);
    await waitUntil(() => live.stats.queued === 6, { withinMs: 5_000, what: 'all that was published' });
    await takeBack();
    await using third = await connect();
    await third.publish('other.a', 7);
    expect(told(await take(live, 7))).toEqual([1, 2, 3, 4, 5, 6, [7, { reason: 'rewound' }]]);
  });
});
