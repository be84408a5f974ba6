import { Worker } from 'node:worker_threads';
import type { BrokerConfig } from '@runwire/broker-core';
import type { HeartbeatJob } from './heartbeat-worker.js';

/** Milliseconds the thread has to close its connection. */
const CLOSE_MS = 500;

/**
 * Where the heartbeat of a run comes from.
 * - `thread`: from a thread with a connection of its own. It beats as long as the process lives, also through a busy loop.
 * - `timer`: from a timer of the trainer's own thread, which a busy loop delays.
 */
export type HeartbeatSource = { readonly kind: 'thread' } | { readonly kind: 'timer'; readonly reason: string };

export interface HeartbeatOptions {
  /** What a thread would do; absent where there can be none. */
  readonly job: HeartbeatJob | undefined;
  readonly intervalMs: number;
  /** One sign of life, from this thread. Must not throw. */
  readonly beat: () => void;
}

/** Says that the trainer is alive, until it is stopped. Says nothing of its progress: an endless loop is alive, too. */
export class Heartbeat {
  readonly #options: HeartbeatOptions;
  #source: HeartbeatSource = { kind: 'thread' };
  #worker: Worker | undefined;
  #timer: ReturnType<typeof setInterval> | undefined;

  constructor(options: HeartbeatOptions) {
    this.#options = options;
  }

  get source(): HeartbeatSource {
    return this.#source;
  }

  start(): void {
    const { job } = this.#options;
    if (job === undefined) this.#beatHere('The broker cannot be opened from a second thread; give the channel its configuration instead of a broker.');
    else this.#startThread(job);
  }

  /** Idempotent, bounded in time. */
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#timer = undefined;
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker === undefined) return;
    worker.removeAllListeners('error');
    worker.removeAllListeners('exit');
    worker.on('error', () => undefined);
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, CLOSE_MS);
      worker.once('exit', () => {
        clearTimeout(timer);
        resolve();
      });
      worker.postMessage('stop');
    });
    await worker.terminate();
  }

  #startThread(job: HeartbeatJob): void {
    const worker = new Worker(new URL('./heartbeat-worker.js', import.meta.url), { workerData: job });
    worker.unref();
    this.#worker = worker;
    worker.once('error', ({ message }: Error) => {
      this.#fallBack(`The heartbeat thread ended: ${message}`);
    });
    worker.once('exit', () => {
      this.#fallBack('The heartbeat thread ended.');
    });
  }

  #fallBack(reason: string): void {
    if (this.#worker === undefined) return;
    this.#worker = undefined;
    this.#beatHere(reason);
  }

  #beatHere(reason: string): void {
    this.#source = { kind: 'timer', reason };
    this.#options.beat();
    this.#timer = setInterval(this.#options.beat, this.#options.intervalMs);
    this.#timer.unref();
  }
}

/** The job of a heartbeat thread, if the broker can be opened from one. */
export function heartbeatJob(config: BrokerConfig | undefined, rest: Omit<HeartbeatJob, 'config'>): HeartbeatJob | undefined {
  return config === undefined ? undefined : { config, ...rest };
}
