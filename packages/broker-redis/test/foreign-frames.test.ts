import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvalidReport } from '@runwire/broker-core';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker } from '../src/index.js';

let server: RedisServer;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

const BROKEN: readonly (readonly [name: string, payload: string])[] = [
  ['no JSON', 'hello'],
  ['nothing', ''],
  ['half of a JSON text', '{"a":'],
  ['JSON that is too large', JSON.stringify('x'.repeat(2_000))],
  ['JSON that is too deep', '['.repeat(1_100) + ']'.repeat(1_100)],
  ['a header alone', 'rw1 e 1 1 1'],
  ['a damaged header', 'rw1 e x y z\nid 1'],
  ['fewer messages than announced', 'rw1 e 1 1 2\nid 1'],
  ['a line without an id', 'rw1 e 1 1 1\n{"a":1}'],
  ['a message that is no JSON', 'rw1 - 0 1 1\nid nope'],
  ['a large frame', `rw1 - 0 1 1\nid ${JSON.stringify('x'.repeat(5_000_000))}`],
];

describe('what a foreign client publishes on our channels', () => {
  it('delivers JSON as a message that is not retained', async () => {
    await using broker = await createBroker({ redis: { host: server.host, port: server.port } });
    const subscription = broker.subscribe('plain.*');
    await subscription.ready;
    await server.cli('PUBLISH', 'runwire:plain.a', '{"loss":0.5}');
    for await (const message of subscription) {
      expect(message).toMatchObject({ topic: 'plain.a', data: { loss: 0.5 } });
      expect(message.offset).toBeUndefined();
      break;
    }
  });

  it.each(BROKEN)('reports and skips %s', async (_name, payload) => {
    const reports: InvalidReport[] = [];
    await using broker = await createBroker({
      redis: { host: server.host, port: server.port },
      maxMessageBytes: 1_000,
      onInvalid: (report) => reports.push(report),
    });
    const subscription = broker.subscribe('broken.*');
    await subscription.ready;
    await server.cli('PUBLISH', 'runwire:broken.a', payload);
    await broker.publish('broken.a', 'fence');
    for await (const { data } of subscription) {
      expect(data).toBe('fence');
      break;
    }
    expect(reports).toHaveLength(1);
    expect(reports[0]).toMatchObject({ topic: 'broken.a' });
    expect(reports[0]?.excerpt.length).toBeLessThanOrEqual(200);
    expect(broker.stats().invalid).toBe(1);
  });

  it('counts a retained message that is too large for this reader as missed', async () => {
    await using large = await createBroker({ redis: { host: server.host, port: server.port } });
    await using small = await createBroker({ redis: { host: server.host, port: server.port }, maxMessageBytes: 1_000 });
    const subscription = small.subscribe('sizes.a');
    await subscription.ready;
    for (const data of [1, 'x'.repeat(2_000), 3]) await large.publish('sizes.a', data);
    const received = [];
    for await (const { data, gap } of subscription) if (received.push([data, gap?.missed]) === 2) break;
    expect(received).toEqual([[1, undefined], [3, 1]]);
  });
});
