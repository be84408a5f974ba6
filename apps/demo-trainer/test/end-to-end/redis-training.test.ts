import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { startRedis, type RedisServer } from '../../../../tools/testing/redis-server.js';
import { NAMESPACE, PublishedExperiment, updateSteps } from './published.js';
import { TrainerProcess } from './trainer-process.js';

const OUTAGE_MS = 5_000;
/** A trainer writes a checkpoint every second, where it may. */
const CHECKPOINT_DUE_MS = 1_500;

let server: RedisServer;
let broker: MessageBroker;
let channel: TrainingChannel;
let environment: Record<string, string>;
beforeAll(async () => {
  server = await startRedis({ appendonly: true });
  environment = { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: server.url };
  broker = await createMessageBroker({ type: 'redis', redis: { url: server.url } }, { redis: () => import('@runwire/broker-redis') });
  channel = new TrainingChannel({ namespace: NAMESPACE, broker });
});
afterAll(async () => {
  await broker.close();
  await server.stop();
});

/** Light updates: many in a second, little work. */
function train(id: string, steps: number, ...more: string[]): TrainerProcess {
  const args = ['--id', id, '--steps', String(steps), '--epochs', '2', '--market-bars', '4000', '--json', ...more];
  return new TrainerProcess(args, environment);
}

const published = (id: string): Promise<PublishedExperiment> => PublishedExperiment.read(broker, id);
const isMetrics = ({ kind }: Record<string, unknown>): boolean => kind === 'metrics';

describe('a trainer on Redis', () => {
  it('publishes everything, and another process reads it', async () => {
    await using trainer = train('plain', 3_000);
    expect(await trainer.ended()).toBe(0);
    const plain = await published('plain');
    plain.expectOrderly();
    expect(plain.metricSteps).toEqual(updateSteps(3_000));
    expect(await channel.getExperiment('plain')).toMatchObject({ status: 'completed', result: { steps: 3_000 } });
  });

  it('is stopped by a request from another process', async () => {
    await using trainer = train('stopped', 50_000_000);
    await trainer.saw(isMetrics, 'metrics');
    const request = await channel.requestStop('stopped', { reason: 'enough' });
    expect(await request.outcome).toMatchObject({ state: 'applied' });
    expect(await trainer.ended()).toBe(0);
    const stopped = await published('stopped');
    stopped.expectOrderly();
    expect(stopped.events('status').at(-1)).toMatchObject({ status: 'cancelled', reason: 'enough' });
  });

  it('keeps its curves whole through an outage of five seconds', async () => {
    await using trainer = train('outage', 50_000_000);
    await trainer.saw(isMetrics, 'metrics');
    await server.kill();
    await delay(OUTAGE_MS);
    await server.restart();
    // However fast the machine trains: it goes on until the trainer has noticed.
    await trainer.saw(({ kind, message }) => kind === 'note' && message === 'The broker is back.', 'that the broker is back');
    expect(await (await channel.requestStop('outage')).outcome).toMatchObject({ state: 'applied' });
    expect(await trainer.ended()).toBe(0);
    expect(trainer.updates.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    const outage = await published('outage');
    outage.expectOrderly();
    expect(outage.metricSteps).toHaveLength(trainer.updates.filter(isMetrics).length);
    expect(outage.metricSteps).toEqual(updateSteps(outage.metricSteps.at(-1) ?? 0));
  });

  it('killed during an outage, it continues from its checkpoint, and the curves do not show it; interrupted, it ends in two seconds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
    try {
      await using first = train('killed', 60_000, '--checkpoint-dir', folder);
      await using other = train('interrupted', 50_000_000);
      await Promise.all([first, other].map((trainer) => trainer.saw(isMetrics, 'metrics')));
      const request = await channel.requestCheckpoint('killed');
      expect(await request.outcome).toMatchObject({ state: 'applied' });
      await server.kill();
      const killedAt = Date.now();
      await first.saw((update) => isMetrics(update) && Date.parse(String(update['time'])) > killedAt + CHECKPOINT_DUE_MS, 'metrics long after the server was gone');
      first.signal('SIGKILL');
      expect(await first.ended()).toBe('SIGKILL');
      await expectQuickEnd(other);
      await server.restart();
      await using second = new TrainerProcess(['--checkpoint-dir', folder, '--resume', '--json'], environment);
      expect(await second.ended()).toBe(0);
      const killed = await published('killed');
      killed.expectOrderly();
      expect(killed.statuses).toEqual(['created', 'running', 'completed']);
      expect(killed.metricSteps).toEqual(updateSteps(60_000));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

async function expectQuickEnd(trainer: TrainerProcess): Promise<void> {
  const askedAt = performance.now();
  trainer.signal('SIGTERM');
  expect(await trainer.ended()).toBe(130);
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(trainer.updates.at(-1)).toMatchObject({ kind: 'ended', status: 'cancelled', reason: expect.stringMatching(/^Interrupted by SIGTERM\. The broker could not be reached: the last \d+ events, this end among them, are not published\.$/) });
}
