import type { Standing } from '../experiment/experiment-event.js';
import type { Metrics } from '../experiment/metrics.js';
import { summarise } from '../run/experiment-result.js';
import type { ExperimentOutcome } from '../run/training-outcome.js';
import type { TrainingUpdate } from '../run/training-update.js';

/** What happened, in words. */
export function describeUpdate(update: TrainingUpdate): string {
  switch (update.kind) {
    case 'started':
      return update.step === 0 ? `started: ${update.experiment.name}` : `continued at step ${update.step}: ${update.experiment.name}`;
    case 'progress':
      return describeStanding(update.standing);
    case 'metrics':
      return `${describeStanding(update.standing)}${describeReward(update.metrics)}`;
    case 'paused':
    case 'resumed':
      return update.kind;
    case 'ended':
      return describeOutcome(update.outcome);
  }
}

function describeStanding({ step, totalSteps }: Standing): string {
  return `${percent(step / totalSteps)}, step ${step} of ${totalSteps}`;
}

function describeReward(metrics: Metrics): string {
  const reward = metrics['rollout/ep_rew_mean'];
  const speed = metrics['time/fps'];
  const parts = [
    ...(reward === undefined ? [] : [`reward ${reward.toFixed(2)}`]),
    ...(speed === undefined ? [] : [`${Math.round(speed)} steps/s`]),
  ];
  return parts.map((part) => `, ${part}`).join('');
}

/** How an experiment ended, in one sentence. */
export function describeOutcome(outcome: ExperimentOutcome): string {
  const after = `after ${(outcome.durationMs / 1_000).toFixed(1)} s`;
  switch (outcome.status) {
    case 'completed':
      return `completed ${after}. ${summarise(outcome.result)}`;
    case 'failed':
      return `failed ${after}: ${outcome.error.message}`;
    case 'cancelled':
      return `cancelled ${after}: ${outcome.reason}`;
  }
}

function percent(share: number): string {
  return `${Math.floor(share * 100)} %`;
}
