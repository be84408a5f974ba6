import type { Checkpoint } from '../experiment/checkpoint.js';
import type { ExperimentEvent } from '../experiment/experiment-event.js';
import { ExperimentThread } from './experiment-thread.js';
import { RemoteError } from './remote-error.js';
import type { WorkerInput } from './worker-protocol.js';

export interface ThreadOptions {
  /** Ends the thread at once when aborted; the events then end without a result. */
  readonly signal: AbortSignal;
  /** Takes the checkpoint of each update, after its event was taken. Default: none are made. */
  readonly onCheckpoint?: ((checkpoint: Checkpoint) => void) | undefined;
}

/**
 * Trains in a thread of its own and gives what happens. The thread stands still while no event is asked for, and ends
 * with the loop. Throws what ended the experiment.
 */
export async function* trainInThread(input: WorkerInput, { signal, onCheckpoint }: ThreadOptions): AsyncGenerator<ExperimentEvent, void> {
  await using thread = ExperimentThread.start(input);
  const end = (): void => void thread[Symbol.asyncDispose]();
  signal.addEventListener('abort', end, { once: true });
  try {
    while (!signal.aborted) {
      const answer = await thread.next({ wantsCheckpoint: onCheckpoint !== undefined });
      if (answer.kind === 'failed') throw new RemoteError(answer.error);
      yield answer.event;
      if (answer.checkpoint !== undefined) onCheckpoint?.(answer.checkpoint);
      if (answer.event.kind === 'result') return;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    signal.removeEventListener('abort', end);
  }
}
