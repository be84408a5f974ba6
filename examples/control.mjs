/** A trainer in one process, asked to save and to stop by another: `node control.mjs` starts itself once more as the trainer. Needs Redis. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as work } from 'node:timers/promises';
import { createMessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';

const broker = await createMessageBroker({ type: 'redis', redis: { url: process.env.REDIS_URL, keyPrefix: process.env.REDIS_KEY_PREFIX } });
const channel = new TrainingChannel({ namespace: 'ppo_training', broker });

async function train() {
  const run = await channel.startRun('exp_1', { totalSteps: 1_000_000 });
  let step = 0;
  run.onCheckpoint(() => console.log('trainer: saved'));
  while (!run.signal.aborted && step < 1_000_000) {
    await work(1);
    run.progress({ currentStep: ++step });
    await run.pausePoint(); // requests come in here
  }
  console.log('trainer: asked to stop,', run.signal.reason.message);
  await run.finish();
}

async function control() {
  const trainer = fork(new URL(import.meta.url), ['trainer']);
  const ended = once(trainer, 'exit');
  for await (const { status } of channel.subscribeToStatusUpdates('exp_1', { from: 'start' })) if (status === 'running') break;

  const checkpoint = await channel.requestCheckpoint('exp_1');
  console.log('control: checkpoint', (await checkpoint.outcome).state);
  const stop = await channel.requestStop('exp_1', { reason: 'good enough' });
  console.log('control: stop', (await stop.outcome).state);

  await ended;
  const { status, statusReason } = await channel.getExperiment('exp_1');
  console.log('control:', status, '–', statusReason);
}

await (process.argv[2] === 'trainer' ? train() : control());
await broker.close();
