/// <reference lib="esnext.disposable" preserve="true" />
import { performance } from 'node:perf_hooks';
import { TimeoutError } from '@runwire/broker-core';
import { statusUpdate, type ControlRequestEvent, type ExperimentResult, type ExperimentStatus, type Metrics, type TrainingEvent } from '@runwire/events';
import type { Heartbeat, HeartbeatSource } from './heartbeat.js';
import { RunControl } from './run-control.js';
import type { RunOutbox } from './run-outbox.js';
import { RunReports } from './run-reports.js';
import type { LogOptions, ProgressDraft } from './training-publisher.js';
import type { RunSettings } from './run-settings.js';

/** What a run is made of. */
export interface TrainingRunParts {
  readonly id: string;
  readonly settings: RunSettings;
  readonly outbox: RunOutbox;
  readonly heartbeat: Heartbeat;
  /** The broker's clock. */
  readonly now: () => number;
  /** Ends what listens for requests. Never rejects. */
  readonly close: () => Promise<void>;
}

type EndOptions = { readonly reason?: string | undefined; readonly result?: ExperimentResult | undefined; readonly timeoutMs?: number | undefined };

/**
 * An experiment from inside its trainer. Reporting returns at once and never throws: what cannot be published waits,
 * what is refused goes to `onProblem`, and what comes after the end is counted ({@link late}). Progress and metrics are rate-limited and merged without losing the last; status,
 * logs and errors are all sent. `await using run = …` ends it: `failed`, unless it was completed, failed or cancelled before.
 */
export class TrainingRun implements AsyncDisposable {
  readonly id: string;
  readonly #parts: TrainingRunParts;
  readonly #control: RunControl;
  readonly #stop = new AbortController();
  readonly #reports: RunReports;
  #onCheckpoint: (() => Promise<void> | void) | undefined;
  #ending: Promise<void> | undefined;
  #problems = 0;

  constructor(parts: TrainingRunParts) {
    const { id, settings } = parts;
    this.id = id;
    this.#parts = parts;
    this.#reports = new RunReports({ id, settings, now: parts.now, send: (event) => parts.outbox.send(event), onProblem: this.#onProblem });
    this.#control = new RunControl({
      id,
      now: parts.now,
      acknowledge: (event) => parts.outbox.send(event),
      announce: (status, reason) => this.#announce(status, reason),
      stop: (reason) => this.#askToStop(reason),
      checkpoint: () => (this.#onCheckpoint === undefined ? undefined : Promise.resolve(this.#onCheckpoint())),
      onProblem: this.#onProblem,
    });
  }

  /** Aborts when somebody asks the trainer to stop; its `reason` is an Error with the words of who asked. */
  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** Whether an end has been reported, by {@link complete}, {@link fail} or {@link cancel}. */
  get isEnded(): boolean {
    return this.#ending !== undefined;
  }

  /** Reports that were refused, or given up at the end. */
  get problems(): number {
    return this.#problems;
  }

  /** Reports that were given up at the end because the broker had not taken them in time. */
  get unsent(): number {
    return this.#parts.outbox.unsent;
  }

  /** Reports that came after the end was begun: they are dropped, so that the final status is the last word. */
  get late(): number {
    return this.#reports.late;
  }

  /** Where the heartbeat comes from: a thread of its own, or this one. */
  get heartbeat(): HeartbeatSource {
    return this.#parts.heartbeat.source;
  }

  /** How far it has come; `totalSteps`, rate and time left are filled in. */
  progress(progress: ProgressDraft): void {
    this.#reports.progress(progress);
  }

  /** What was measured; `step`: the training step at which, from 0. */
  metrics(metrics: Metrics, { step }: { readonly step?: number | undefined } = {}): void {
    this.#reports.metrics(metrics, step);
  }

  log(message: string, options: Omit<LogOptions, 'id'> = {}): void {
    this.#reports.log(message, options);
  }

  /** Something failed, and the training goes on. For what ends it, call {@link fail}. */
  error(thrown: unknown): void {
    this.#reports.error(thrown);
  }

  /**
   * To be awaited in the training loop, after each update or so: lets requests come in, and waits here while the run is
   * paused. Never rejects. A loop that never awaits it (nor anything else) cannot hear of requests.
   */
  async pausePoint(): Promise<void> {
    await this.#control.pausePoint();
  }

  /** Saves a checkpoint when somebody asks for one; what it throws is told to who asked. Replaces the callback before. */
  onCheckpoint(save: () => Promise<void> | void): void {
    this.#onCheckpoint = save;
  }

  /**
   * Resolves when the broker has taken all that was reported before, or a later progress in its place; waits out an
   * outage. What a checkpoint covers should be published before the checkpoint replaces an older one.
   * @throws ClosedError when reports were given up at the end of the run
   */
  async flush(): Promise<void> {
    this.#reports.flush();
    await this.#parts.outbox.answered();
  }

  /** Ends it as `completed`. Resolves when the broker has taken all that was reported. @throws TimeoutError after `closeTimeoutMs`; ConflictError when it has another end already */
  complete(result?: ExperimentResult): Promise<void> {
    return this.#end('completed', { result });
  }

  /** Ends it as `failed`, with an error event. As {@link complete}. */
  fail(thrown: unknown): Promise<void> {
    if (this.#ending === undefined) this.#reports.error(thrown, true);
    return this.#end('failed', { reason: thrown instanceof Error ? thrown.message : String(thrown) });
  }

  /** Ends it as `cancelled`. As {@link complete}, but in `timeoutMs` where that is given, also when another end is on its way. */
  cancel(reason?: string, { timeoutMs }: { readonly timeoutMs?: number | undefined } = {}): Promise<void> {
    return this.#end('cancelled', { reason, timeoutMs });
  }

  /** Ends it as `cancelled` when a stop was asked for, else as `completed`. */
  finish(result?: ExperimentResult): Promise<void> {
    return this.signal.aborted ? this.#end('cancelled', { reason: reasonOf(this.signal), result }) : this.complete(result);
  }

  /** Takes a request from the control topic. */
  take(request: ControlRequestEvent): void {
    this.#control.take(request);
  }

  /** Never rejects: what goes wrong here goes to `onProblem`. */
  async [Symbol.asyncDispose](): Promise<void> {
    const { isEnded } = this;
    const end = this.#ending ?? (this.signal.aborted ? this.finish() : this.fail(new Error('The trainer left the run without an end; call complete(), fail() or cancel().')));
    await end.catch((error: unknown) => {
      if (!isEnded) this.#onProblem(error);
    });
  }

  #end(status: ExperimentStatus, { timeoutMs = this.#parts.settings.closeTimeoutMs, ...more }: EndOptions): Promise<void> {
    this.#ending ??= this.#deliverEnd(() => statusUpdate({ experimentId: this.id, status, ...more, timestamp: this.#parts.now() }));
    const giveUp = setTimeout(() => {
      this.#parts.outbox.abandon();
    }, timeoutMs);
    return this.#ending.finally(() => {
      clearTimeout(giveUp);
    });
  }

  async #deliverEnd(build: () => TrainingEvent): Promise<void> {
    const { outbox, heartbeat, close } = this.#parts;
    const startedAt = performance.now();
    this.#control.end();
    this.#reports.end();
    try {
      await outbox.send(build());
      await outbox.flushed();
    } catch (error) {
      if (this.unsent === 0) throw error;
      const waitedMs = String(Math.round(performance.now() - startedAt));
      throw new TimeoutError(`The end of the run "${this.id}" was not taken by the broker within ${waitedMs} ms; check the broker, or raise closeTimeoutMs.`, { cause: error });
    } finally {
      void close(); // A subscription that cannot be taken down for want of a connection ends with it.
      await heartbeat.stop();
    }
  }

  #askToStop(reason: string | undefined): void {
    if (this.signal.aborted || this.#ending !== undefined) return;
    this.#stop.abort(new Error(reason ?? 'A stop was requested.'));
    this.#send(() => statusUpdate({ experimentId: this.id, status: 'stopping', reason, timestamp: this.#parts.now() })).catch(this.#onProblem);
  }

  async #announce(status: 'paused' | 'running', reason: string | undefined): Promise<void> {
    this.#reports.pause();
    if (this.signal.aborted || this.#ending !== undefined) return;
    await this.#send(() => statusUpdate({ experimentId: this.id, status, reason, timestamp: this.#parts.now() }));
  }

  async #send(build: () => TrainingEvent): Promise<void> {
    await this.#parts.outbox.send(build());
  }

  readonly #onProblem = (error: unknown): void => {
    this.#problems++;
    this.#parts.settings.onProblem(error);
  };
}

function reasonOf({ reason }: AbortSignal): string {
  return reason instanceof Error ? reason.message : String(reason);
}
