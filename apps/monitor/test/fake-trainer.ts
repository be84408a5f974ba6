import type { MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';

export interface FakeRun {
  readonly updates?: number;
  readonly totalUpdates?: number;
  readonly name?: string;
}

const STEPS_PER_UPDATE = 512;

/** Publishes what a trainer would, at any speed, with values that follow from the update alone. */
export class FakeTrainer {
  readonly channel: TrainingChannel;
  readonly #updates = new Map<string, number>();

  constructor(broker: MessageBroker, namespace = 'test') {
    this.channel = new TrainingChannel({ broker, namespace });
  }

  /** Creates a run, starts it and publishes so many updates. */
  async start(id: string, { updates = 0, totalUpdates = 100, name }: FakeRun = {}): Promise<void> {
    await this.channel.createExperiment(id, { config: { learningRate: 3e-4, seed: 1 }, ...(name === undefined ? {} : { name }) });
    await this.channel.publishStatus(id, 'running');
    for (let update = 0; update < updates; update++) await this.update(id, totalUpdates);
  }

  /** One update: progress, metrics and a line of log. */
  async update(id: string, totalUpdates = 100): Promise<void> {
    const update = (this.#updates.get(id) ?? 0) + 1;
    this.#updates.set(id, update);
    const step = update * STEPS_PER_UPDATE;
    const reward = 10 * (1 - Math.exp((-3 * update) / totalUpdates)) + Math.sin(update * 1.7);
    await Promise.all([
      this.channel.publishProgress(id, { currentStep: step, totalSteps: totalUpdates * STEPS_PER_UPDATE, rate: 5_000, etaMs: Math.max(0, totalUpdates - update) * 100 }),
      this.channel.publishMetrics(id, { 'rollout/ep_rew_mean': reward, 'train/value_loss': 1 / update, 'train/entropy_loss': -1 + update / totalUpdates, 'trading/equity': 1 + reward / 100 }, { step }),
      this.channel.publishLog(id, `update ${String(update)}`),
    ]);
  }

  async fail(id: string, error: Error): Promise<void> {
    await this.channel.publishError(id, error, { fatal: true });
    await this.channel.publishStatus(id, 'failed', { reason: 'the loss diverged' });
  }
}
