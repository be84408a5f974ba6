/** Sentinel and Cluster, where what moves is not the connection but the data. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type MessageBroker, type RedisConfig } from '@runwire/broker-core';
import { startCluster, type RedisCluster } from '../../../tools/testing/redis-cluster.js';
import { startSentinelSet, type SentinelSet } from '../../../tools/testing/sentinel-set.js';
import { TrainingChannel } from '../src/index.js';
import { assertConvergence } from './converge.js';
import { Follower, stateOf } from './follower.js';
import { unique } from './on-every-broker.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';

const STEPS = 60;

/** Trains while `move` moves the data; whoever watches ends in the stored state. */
async function trainThrough(connect: () => Promise<MessageBroker>, move: (entity: string) => Promise<unknown>): Promise<void> {
  await using broker = await connect();
  await using viewing = await connect();
  const namespace = unique();
  const training = new TrainingChannel({ namespace, broker });
  const run = await training.startRun('exp_1', { totalSteps: STEPS, progressEveryMs: 0, metricsEveryMs: 0 });
  const follower = new Follower(new TrainingChannel({ namespace, broker: viewing }), 100);
  await follower.begun();
  const moving = move(`${namespace}.experiment.exp_1`);
  for (let step = 1; step <= STEPS; step++) {
    run.progress({ currentStep: step });
    run.metrics({ loss: 1 / step }, { step });
    run.log(`step ${String(step)}`);
    await run.flush();
    if (step === STEPS / 2) await moving;
  }
  await run.complete({ steps: STEPS });
  expect(run.problems).toBe(0);
  const stored = stateOf(await training.listExperiments());
  expect(JSON.parse(stored)).toMatchObject([{ status: 'completed', progress: { currentStep: STEPS }, metrics: { loss: 1 / STEPS }, step: STEPS }]);
  await waitUntil(() => stateOf(follower.experiments.values()) === stored, { withinMs: 20_000, what: 'the watcher to reach the stored state' });
  await follower.close();
  expect(new Set(follower.heard).size).toBe(follower.heard.length);
  expect(follower.heard.slice(-STEPS / 2)).toEqual(Array.from({ length: STEPS / 2 }, (_, index) => `step ${String(STEPS / 2 + 1 + index)}`));
}

describe('through Sentinel', () => {
  let set: SentinelSet;
  beforeAll(async () => {
    set = await startSentinelSet();
  }, 60_000);
  afterAll(() => set.stop());

  it('a run and who watches it go on through a fail-over', () => {
    const redis: RedisConfig = { sentinels: set.sentinels.map(({ host, port }) => ({ host, port })), sentinelName: set.name };
    return trainThrough(() => createMessageBroker({ type: 'redis', redis }), () => set.failover());
  }, 300_000); // Sentinels that are held up take their time
});

describe('on a Cluster', () => {
  let cluster: RedisCluster;
  beforeAll(async () => {
    cluster = await startCluster();
  }, 60_000);
  afterAll(() => cluster.stop());

  const connect = (): Promise<MessageBroker> =>
    createMessageBroker({ type: 'redis', redis: { clusterNodes: cluster.nodes.map(({ host, port }) => ({ host, port })) }, maxSubscribers: 1_000 });

  it('a run and who watches it go on while its slot moves to another master', () => trainThrough(connect, (entity) => cluster.moveSlotOf(`{${entity}}`)));

  it('watchers converge through cuts', async () => {
    const opened: MessageBroker[] = [];
    const open = async (): Promise<MessageBroker> => {
      const broker = await connect();
      opened.push(broker);
      return broker;
    };
    await assertConvergence({ connect: open, cut: (connections) => Promise.all(cluster.nodes.map((node) => node.cli('CLIENT', 'KILL', 'TYPE', connections))) }, 3);
    await Promise.all(opened.map((broker) => broker.close()));
  });
});
