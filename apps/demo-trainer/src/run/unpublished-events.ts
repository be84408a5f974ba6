import type { ExperimentRecord } from '@runwire/events';
import type { ExperimentEvent } from '../experiment/experiment-event.js';

/**
 * Leaves out what was published before. A trainer that continues from a checkpoint repeats, bit for bit, the steps that
 * it had taken since: so its curves go on where they ended, without a hole, a double or a step back.
 *
 * @param record of the experiment before it was continued
 */
export async function* unpublishedEvents(
  events: AsyncIterable<ExperimentEvent>,
  record: ExperimentRecord | undefined,
): AsyncGenerator<ExperimentEvent, void> {
  const { step: metricsStep = 0, progress } = record ?? {};
  for await (const event of events) {
    const publishedStep = event.kind === 'update' ? metricsStep : (progress?.currentStep ?? 0);
    if (event.step > publishedStep || event.kind === 'result') yield event;
  }
}
