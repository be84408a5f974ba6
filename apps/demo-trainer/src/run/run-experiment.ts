import type { TrainingRun } from '@runwire/channels';
import type { ExperimentRecord } from '@runwire/events';
import { CheckpointKeeper } from '../checkpoints/checkpoint-keeper.js';
import { trainInThread } from '../worker/train-in-thread.js';
import { experimentResult } from './experiment-result.js';
import type { PlannedExperiment } from './planned-experiment.js';
import { publishEvents } from './publish-events.js';
import { showEvents } from './show-events.js';
import { StopSignal } from './stop-signal.js';
import type { TrainingOptions } from './training-options.js';
import type { Ending } from './training-outcome.js';
import { unpublishedEvents } from './unpublished-events.js';

/** Runs one experiment in a thread of its own and publishes it. Rejects with what made it fail, after that is published. */
export async function runExperiment(experiment: PlannedExperiment, options: TrainingOptions): Promise<Ending> {
  const { id, name, plan, checkpoint } = experiment;
  const resume = checkpoint !== undefined;
  const before = resume ? await options.channel.getExperiment(id) : undefined;
  const start = { name, config: plan, totalSteps: plan.totalSteps, metricsEveryMs: 0, resume };
  return await options.channel.run(id, start, (run) => train(run, { experiment, options, before }));
}

interface Training {
  readonly experiment: PlannedExperiment;
  readonly options: TrainingOptions;
  /** What was published of it before it was continued. */
  readonly before: ExperimentRecord | undefined;
}

async function train(run: TrainingRun, { experiment, options, before }: Training): Promise<Ending> {
  const show = options.onUpdate ?? (() => undefined);
  show({ kind: 'started', experiment, step: experiment.checkpoint?.trainer.step ?? 0 });
  const startedAt = performance.now();
  using stop = new StopSignal(run, options.signal);
  const keeper = keeperOf(run, { experiment, options, stop });
  const training = trainInThread(experiment, { signal: stop.signal, onCheckpoint: keeper && ((checkpoint) => keeper.offer(checkpoint)) });
  const result = await publishEvents(run, showEvents(unpublishedEvents(training, before), experiment, show));
  if (result === undefined) {
    const reason = await stop.endRun();
    await keeper?.saveLatest();
    return { status: 'cancelled', reason };
  }
  await run.complete(experimentResult(result, performance.now() - startedAt));
  await keeper?.remove();
  return { status: 'completed', result };
}

/** Keeps checkpoints where a folder is given for them, and saves one whenever a request for that arrives. */
function keeperOf(run: TrainingRun, { experiment, options, stop }: Omit<Training, 'before'> & { stop: StopSignal }): CheckpointKeeper | undefined {
  if (options.checkpoints === undefined) return undefined;
  const onProblem = (error: unknown): void => {
    if (!stop.signal.aborted) run.error(error);
  };
  const keeper = new CheckpointKeeper({ folder: options.checkpoints, experiment, published: () => run.flush(), onProblem });
  run.onCheckpoint(() => keeper.save());
  return keeper;
}
