import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { InvalidReport, Message } from '@runwire/broker-core';
import { Redis } from 'ioredis';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker, type RedisBroker } from '../src/index.js';

const TOPIC = 'pages.experiment.exp_1.metrics';
const [HEAD, LOG] = ['runwire:{pages.experiment.exp_1}:top:metrics', 'runwire:{pages.experiment.exp_1}:log:metrics'];

let server: RedisServer;
let foreign: Redis;
let broker: RedisBroker;
const reports: InvalidReport[] = [];

const line = (step: number): string => `id${String(step)} ${String(step)}`;
const told = ({ data, offset, gap }: Message): unknown => (gap === undefined ? [data, offset] : [data, offset, gap]);

async function read(limit: number): Promise<unknown[]> {
  const messages = [];
  for await (const message of broker.history(TOPIC, { limit })) messages.push(told(message));
  return messages;
}

/** What somebody else has appended in the form of the append script, as one entry behind the first message. */
async function appendByHand(lines: readonly string[]): Promise<void> {
  const last = String(1 + lines.length);
  await foreign.hset(HEAD, 'offset', last);
  await foreign.xadd(LOG, `${last}-${String(lines.length)}`, 't', '1767225600000', 'm', lines.join('\n'));
}

describe('pages of a history', () => {
  beforeAll(async () => {
    server = await startRedis();
    foreign = new Redis({ host: server.host, port: server.port });
    broker = await createBroker({ redis: { host: server.host, port: server.port }, onInvalid: (report) => reports.push(report) });
    await broker.publish(TOPIC, 1);
    await appendByHand([...[2, 3, 4, 5, 6].map((step) => `id${String(step)} {damaged`), ...[7, 8, 9, 10].map(line)]);
  });

  afterAll(async () => {
    await broker.close();
    await foreign.quit();
    await server.stop();
  });

  it.each([1, 2, 3, 4, 5, 100])('goes on behind what cannot be read, in the same entry, with a limit of %i', async (limit) => {
    const all = [[1, 1], [7, 7, { reason: 'trimmed', missed: 5 }], [8, 8], [9, 9], [10, 10]];
    expect(await read(limit)).toEqual(all.slice(0, limit));
    if (limit > 1) expect(reports).toHaveLength(5);
    reports.length = 0;
  });

  it('begins in the middle of an entry', async () => {
    const subscription = broker.subscribe(TOPIC, { from: { last: 2 } });
    const messages = [];
    for await (const message of subscription) if (messages.push(told(message)) === 2) break;
    expect(messages).toEqual([[9, 9], [10, 10]]);
  });
});
