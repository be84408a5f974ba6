import { Worker } from 'node:worker_threads';
import type { WorkerAnswer, WorkerInput, WorkerRequest } from './worker-protocol.js';

/** Threads run what is built, also when this file itself is run from source, as in tests. */
const ENTRY = new URL('../../dist/worker/experiment-worker.js', import.meta.url);

/** The learner makes little garbage; V8's default of 48 MB for it would be most of a thread's memory. */
const YOUNG_GENERATION_MB = 4;

interface Waiter {
  readonly resolve: (answer: WorkerAnswer) => void;
  readonly reject: (error: Error) => void;
}

/** An experiment in a thread of its own. It stands still except while {@link next} is awaited. */
export class ExperimentThread implements AsyncDisposable {
  readonly #worker: Worker;
  #waiter: Waiter | undefined;
  #end: Error | undefined;

  private constructor(worker: Worker) {
    this.#worker = worker;
    worker.on('message', (answer: WorkerAnswer) => this.#waiter?.resolve(answer));
    worker.on('error', (error) => this.#endWith(error instanceof Error ? error : new Error(String(error))));
    worker.on('exit', (code) => this.#endWith(new Error(`The experiment's thread has ended, with code ${code}.`)));
  }

  static start({ plan, series, checkpoint }: WorkerInput): ExperimentThread {
    const workerData: WorkerInput = { plan, series, ...(checkpoint === undefined ? {} : { checkpoint }) };
    return new ExperimentThread(new Worker(ENTRY, { workerData, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_GENERATION_MB } }));
  }

  /** Lets the experiment go on to its next event. Rejects when the thread has ended, or ends meanwhile. */
  async next(request: WorkerRequest): Promise<WorkerAnswer> {
    if (this.#end !== undefined) throw this.#end;
    const answer = new Promise<WorkerAnswer>((resolve, reject) => {
      this.#waiter = { resolve, reject };
    });
    this.#worker.postMessage(request);
    return await answer;
  }

  /** Ends the thread at once, whatever it is doing. Idempotent. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#worker.terminate();
  }

  #endWith(error: Error): void {
    this.#end ??= error;
    this.#waiter?.reject(this.#end);
  }
}
