import type { ExperimentEvent } from '../experiment/experiment-event.js';
import type { PlannedExperiment } from './planned-experiment.js';
import type { TrainingUpdate } from './training-update.js';

/** Whoever lets an experiment stand still for so long has paused it. */
const PAUSED_AFTER_MS = 300;

type Show = (update: TrainingUpdate) => void;

/** Passes an experiment's events on, and tells of them. */
export async function* showEvents(
  events: AsyncIterable<ExperimentEvent>,
  experiment: PlannedExperiment,
  show: Show,
): AsyncGenerator<ExperimentEvent, void> {
  for await (const event of events) {
    const { step, totalSteps, update, totalUpdates } = event;
    const standing = { step, totalSteps, update, totalUpdates };
    if (event.kind === 'progress') show({ kind: 'progress', experiment, standing });
    if (event.kind === 'update') show({ kind: 'metrics', experiment, standing, metrics: event.metrics });
    const goesOn = watchPause(experiment, show);
    try {
      yield event;
    } finally {
      goesOn();
    }
  }
}

/** Tells when the next event is long not asked for; what it returns is called when it is. */
function watchPause(experiment: PlannedExperiment, show: Show): () => void {
  let isPaused = false;
  const timer = setTimeout(() => {
    isPaused = true;
    show({ kind: 'paused', experiment });
  }, PAUSED_AFTER_MS);
  return () => {
    clearTimeout(timer);
    if (isPaused) show({ kind: 'resumed', experiment });
  };
}
