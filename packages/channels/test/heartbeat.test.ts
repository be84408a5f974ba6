import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type MessageBroker } from '@runwire/broker-core';
import { startRedis, type RedisServer } from '../../../tools/testing/redis-server.js';
import { TrainingChannel } from '../src/index.js';
import { unique } from './on-every-broker.js';
import { iterate, takeUntil } from './take.js';
import { TrainerProcess } from './trainer-process.js';

const SLOW = { withinMs: 20_000 };

describe('the heartbeat of a trainer in another process', () => {
  let server: RedisServer;
  let broker: MessageBroker;
  beforeAll(async () => {
    server = await startRedis();
    broker = await createMessageBroker({ type: 'redis', redis: { host: server.host, port: server.port } });
  });
  afterAll(async () => {
    await broker.close();
    await server.stop();
  });
  const viewer = (namespace: string, staleAfterMs: number): TrainingChannel => new TrainingChannel({ namespace, broker, staleAfterMs, lostAfterMs: 2 * staleAfterMs });

  it('goes on while its thread computes without a pause, and keeps the run live', async () => {
    const [namespace, busyMs] = [unique(), 6_000];
    await using trainer = await TrainerProcess.start(server.port, namespace, 'exp_1', busyMs);
    const seen = new Set<string>();
    let beats = 0;
    for await (const change of viewer(namespace, 4_000).watchExperiments()) {
      if (change.kind !== 'changed') continue;
      seen.add(change.experiment.liveness);
      if (change.event?.type === 'heartbeat') beats++;
      if (change.experiment.status === 'completed') break;
    }
    expect(await trainer.output()).toBe('thread');
    expect([...seen].sort()).toEqual(['ended', 'live']);
    expect(beats).toBeGreaterThan(6);
  });

  it('goes on through connections that are killed, and a busy run stays live', async () => {
    const namespace = unique();
    await using trainer = await TrainerProcess.start(server.port, namespace, 'exp_1', 60_000);
    await using watch = viewer(namespace, 5_000).watchExperiment('exp_1');
    const views = iterate(watch);
    const seen = new Set<string>();
    for (let cut = 0, last = 0; cut < 5; cut++) {
      const { heartbeatAt = 0 } = await takeUntil(views, (view) => seen.add(view.liveness).size > 0 && (view.heartbeatAt ?? 0) > last, SLOW);
      last = heartbeatAt;
      for (const type of ['normal', 'pubsub']) await server.cli('CLIENT', 'KILL', 'TYPE', type);
    }
    await takeUntil(views, ({ liveness }) => seen.add(liveness).size > 0 && liveness === 'live', SLOW);
    expect([...seen]).toEqual(['live']);
    await trainer.kill();
  });

  it('ends with its process: the run is stale, then lost; a restarted trainer takes it back and continues', async () => {
    const namespace = unique();
    await using trainer = await TrainerProcess.start(server.port, namespace, 'exp_1', 60_000);
    await using watch = viewer(namespace, 1_500).watchExperiment('exp_1');
    const views = iterate(watch);
    await takeUntil(views, ({ heartbeatAt, liveness }) => heartbeatAt !== undefined && liveness === 'live', SLOW);
    await trainer.kill();
    await takeUntil(views, ({ liveness }) => liveness === 'stale', SLOW);
    await takeUntil(views, ({ liveness, status }) => liveness === 'lost' && status === 'running', SLOW);
    await using restarted = await TrainerProcess.start(server.port, namespace, 'exp_1', 1_500); // long enough for a heartbeat before the end
    await takeUntil(views, ({ liveness }) => liveness === 'live', SLOW);
    await takeUntil(views, ({ status }) => status === 'completed', SLOW);
    expect(await restarted.output()).toBe('thread');
  });
});
