import type { TrainingRun } from '@runwire/channels';
import type { ExperimentEvent, ResultEvent, UpdateEvent } from '../experiment/experiment-event.js';

/**
 * Publishes an experiment while it happens, and gives its result; undefined when it was stopped before.
 *
 * This is all that a trainer has to do: tell the run what happened, and stand still at its pause point when asked to.
 * Only the pause point waits; publishing never does.
 */
export async function publishEvents(run: TrainingRun, events: AsyncIterable<ExperimentEvent>): Promise<ResultEvent | undefined> {
  for await (const event of events) {
    run.progress({ currentStep: event.step, epoch: event.update });
    if (event.kind === 'result') return event;
    if (event.kind === 'update') publishUpdate(run, event);
    await run.pausePoint();
  }
  return undefined;
}

function publishUpdate(run: TrainingRun, { metrics, step, update, episodes }: UpdateEvent): void {
  run.metrics(metrics, { step });
  if (episodes.length > 0) run.log(`Update ${update}: episodes ended with rewards ${episodes.map(({ reward }) => reward.toFixed(2)).join(', ')}.`);
}
