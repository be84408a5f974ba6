/** Requests and what became of them, while the way between the two sides breaks. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createMessageBroker, type MessageBroker } from '@runwire/broker-core';
import { startRedis, type RedisServer } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { TrainingChannel, type ControlRequest } from '../src/index.js';
import { unique } from './on-every-broker.js';
import { inTime } from './take.js';

const SLOW = { withinMs: 20_000 };

async function trailOf(request: ControlRequest): Promise<readonly string[]> {
  const states: string[] = [];
  for await (const { state } of request.trail()) states.push(state);
  return states;
}

describe('control, while the way breaks', () => {
  let server: RedisServer;
  const opened: MessageBroker[] = [];
  beforeAll(async () => {
    server = await startRedis({ appendonly: true });
  });
  afterAll(async () => {
    for (const broker of opened) await broker.close();
    await server.stop();
  });

  /** Two processes: a trainer, and somebody who asks. */
  const sides = async (): Promise<{ trainer: TrainingChannel; viewer: TrainingChannel; lose: () => Promise<void> }> => {
    const brokers = await Promise.all([1, 2].map(() => createMessageBroker({ type: 'redis', redis: { host: server.host, port: server.port } })));
    opened.push(...brokers);
    const [trainer, viewer] = brokers.map((broker) => new TrainingChannel({ namespace, broker })) as [TrainingChannel, TrainingChannel];
    /** Kills the server; resolves when both sides know. */
    const lose = async (): Promise<void> => {
      await server.kill();
      await waitUntil(() => brokers.every(({ status }) => status.kind === 'reconnecting'), { ...SLOW, what: 'both sides to notice' });
    };
    return { trainer, viewer, lose };
  };
  const namespace = unique();

  it('loses no request and no answer when connections are killed, time and again', async () => {
    const { trainer, viewer } = await sides();
    await using run = await trainer.startRun('cut');
    let saved = 0;
    run.onCheckpoint(() => {
      saved++;
    });
    for (let round = 1; round <= 10; round++) {
      const asking = viewer.requestCheckpoint('cut');
      await server.cli('CLIENT', 'KILL', 'TYPE', round % 2 === 0 ? 'normal' : 'pubsub');
      // A request that found no connection was not made, and says so: who asks may ask again.
      const request = await asking.catch(() => viewer.requestCheckpoint('cut'));
      await server.cli('CLIENT', 'KILL', 'TYPE', round % 2 === 0 ? 'pubsub' : 'normal');
      expect(await inTime(request.outcome, SLOW)).toMatchObject({ state: 'applied' });
      expect(await trailOf(request)).toEqual(['requested', 'received', 'applied']);
    }
    expect(saved).toBeGreaterThanOrEqual(10);
    expect(run.problems).toBe(0);
    await run.complete();
  });

  it('applies during an outage what it had received, and tells so after it', async () => {
    const { trainer, viewer, lose } = await sides();
    await using run = await trainer.startRun('paused');
    const pausing = await viewer.requestPause('paused');
    await waitUntil(async () => (await viewer.getExperiment('paused'))?.control?.state === 'received', { ...SLOW, what: 'the request to be received' });
    await lose();
    const training = (async () => {
      while (!run.signal.aborted) await run.pausePoint();
    })();
    await server.restart();
    expect(await inTime(pausing.outcome, SLOW)).toMatchObject({ state: 'applied' });
    await waitUntil(async () => (await viewer.getExperiment('paused'))?.status === 'paused', { ...SLOW, what: 'the run to be paused' });
    const stopping = await viewer.requestStop('paused');
    expect(await inTime(stopping.outcome, SLOW)).toMatchObject({ state: 'applied' });
    await inTime(training);
    await run.finish();
    expect(await trailOf(pausing)).toEqual(['requested', 'received', 'applied']);
    expect([run.problems, (await viewer.getExperiment('paused'))?.status]).toEqual([0, 'cancelled']);
  });

  it('expires when the server is back, if its time was up while it was away', async () => {
    const { trainer, viewer, lose } = await sides();
    await trainer.createExperiment('alone');
    const request = await viewer.requestStop('alone', { timeoutMs: 200 });
    await lose();
    const lostAt = performance.now();
    await waitUntil(() => performance.now() - lostAt > 300, { ...SLOW, what: 'the time to be up' });
    await server.restart();
    expect(await inTime(request.outcome, SLOW)).toMatchObject({ state: 'expired' });
    expect((await viewer.getExperiment('alone'))?.control).toMatchObject({ state: 'expired' });
  });
});
