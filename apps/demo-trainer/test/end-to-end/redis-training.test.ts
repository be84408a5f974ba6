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
    await using trainer = train('outage', 60_000);
    await trainer.saw(isMetrics, 'metrics');
    await server.kill();
    await delay(OUTAGE_MS);
    await server.restart();
    expect(await trainer.ended()).toBe(0);
    expect(trainer.updates.filter(({ kind }) => kind === 'note')).toHaveLength(2);
    const outage = await published('outage');
    outage.expectOrderly();
    expect(outage.metricSteps).toEqual(updateSteps(60_000));
  });

  it('killed, it continues from its checkpoint, and the curves do not show it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'trainer-'));
    try {
      await using first = train('killed', 30_000, '--checkpoint-dir', folder);
      await first.saw(isMetrics, 'metrics');
      const request = await channel.requestCheckpoint('killed');
      expect(await request.outcome).toMatchObject({ state: 'applied' });
      const before = first.updates.filter(isMetrics).length;
      await first.saw(() => first.updates.filter(isMetrics).length > before + 3, 'updates after the checkpoint');
      first.signal('SIGKILL');
      expect(await first.ended()).toBe('SIGKILL');
      await using second = new TrainerProcess(['--checkpoint-dir', folder, '--resume', '--json'], environment);
      expect(await second.ended()).toBe(0);
      const killed = await published('killed');
      killed.expectOrderly();
      expect(killed.statuses).toEqual(['created', 'running', 'completed']);
      expect(killed.metricSteps).toEqual(updateSteps(30_000));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
