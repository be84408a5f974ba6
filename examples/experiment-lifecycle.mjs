/** The life of an experiment: created, running, paused, running, completed; illegal steps are refused, and whoever watches misses nothing. */
import { ConflictError, createMessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';

const broker = await createMessageBroker();
const channel = new TrainingChannel({ namespace: 'ppo_training', broker });
await channel.createExperiment('exp_1', { config: { learningRate: 3e-4 }, tags: ['example'] });

const statuses = channel.subscribeToStatusUpdates('exp_1', { from: 'start' });
const refused = (error) => console.log('refused:', error instanceof ConflictError && error.message);

await channel.publishStatus('exp_1', 'completed').catch(refused);
await channel.publishStatus('exp_1', 'running');
await channel.publishProgress('exp_1', { currentStep: 500, totalSteps: 1_000 });
await channel.publishMetrics('exp_1', { reward: 1.5 }, { step: 500 });
await channel.publishStatus('exp_1', 'paused', { reason: 'the cluster is needed elsewhere' });
await channel.publishStatus('exp_1', 'running');
await channel.publishMetrics('exp_1', { reward: 2.5, loss: 0.1 }, { step: 1_000 });
await channel.publishStatus('exp_1', 'completed', { result: { summary: 'It learned.', steps: 1_000 } });
await channel.publishStatus('exp_1', 'running').catch(refused);

for await (const { status, previousStatus, reason } of statuses) {
  console.log(previousStatus ?? '–', '→', status, reason ?? '');
  if (status === 'completed') break;
}
const { status, metrics, progress, result } = await channel.getExperiment('exp_1');
console.log(status, metrics, progress.percent, result.summary);
const { points } = await channel.getMetricSeries('exp_1', { metric: 'reward' });
console.log(points.map(({ step, last }) => `${step}: ${last}`).join(', '));
await broker.close();
