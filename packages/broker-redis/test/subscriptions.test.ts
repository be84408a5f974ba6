import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Subscription } from '@runwire/broker-core';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { createBroker, type RedisBroker } from '../src/index.js';

let server: RedisServer;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

const connect = (keyPrefix: string): Promise<RedisBroker> => createBroker({ redis: { host: server.host, port: server.port, keyPrefix }, maxSubscribers: 1_000 });

const patternsOnServer = async (): Promise<number> => Number(await server.cli('PUBSUB', 'NUMPAT'));

describe('the subscriptions of a broker on the server', () => {
  it('are few, however many patterns it listens to, and gone when nobody listens', async () => {
    await using broker = await connect('few:');
    const subscriptions = Array.from({ length: 200 }, (_, index) => broker.subscribe(`experiments.exp_${String(index)}.*`));
    await Promise.all(subscriptions.map(({ ready }) => ready));
    expect(await patternsOnServer()).toBeLessThanOrEqual(51);
    for (let index = 0; index < 200; index++) {
      void broker.publish(`experiments.exp_${String(index)}.loss`, index, { history: false });
      void broker.publish(`experiments.exp_${String(index)}.loss`, 'fence');
    }
    for (const [index, subscription] of subscriptions.entries()) {
      const received: unknown[] = [];
      for await (const { data } of subscription) if (received.push(data) === 2) break;
      expect(received).toEqual([index, 'fence']);
    }
    await waitUntil(async () => (await patternsOnServer()) === 0, { withinMs: 5_000, what: 'the server to hold no pattern' });
  });

  it('are in place when they were asked for just while the broker came back', async () => {
    await using broker = await connect('back:');
    await broker.subscribe('a.steady').ready;
    let returns = 0;
    broker.onStatusChange(({ kind }) => { if (kind === 'ready') returns++; });
    for (let round = 1; round <= 5; round++) {
      const asked: Subscription[] = [];
      let inPlace = 0;
      await server.cli('CLIENT', 'KILL', 'TYPE', 'pubsub');
      while (returns < round) {
        const subscription = broker.subscribe(`a.n${String(asked.length)}`);
        asked.push(subscription);
        void subscription.ready.then(() => inPlace++);
        await delay(1);
      }
      await waitUntil(() => inPlace === asked.length, { withinMs: 2_000, what: 'all subscriptions to be in place' });
      await Promise.all(asked.map((subscription) => subscription.close()));
    }
  });

  it('deliver each message once while overlapping ones come and go', async () => {
    await using broker = await connect('overlap:');
    const steady = broker.subscribe<number>('a.*');
    await steady.ready;
    const others = ['a.b', '*', 'a.b', '*.b', 'a.b'];
    let next = 0;
    const publish = (count: number): void => {
      for (let step = 0; step < count; step++) void broker.publish('a.b', next++, { history: false });
    };
    for (const pattern of others) {
      publish(20);
      const other = broker.subscribe(pattern);
      publish(20);
      await other.ready;
      publish(20);
      await other.close();
      publish(20);
    }
    await broker.publish('a.b', next, { history: false });
    const received: number[] = [];
    for await (const { data } of steady) {
      received.push(data);
      if (data === next) break;
    }
    expect(received).toEqual(Array.from({ length: next + 1 }, (_, index) => index));
  });
});
