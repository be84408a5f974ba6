import { errorUpdate, logUpdate, MAX_METRICS, metricsUpdate, progressUpdate, type Metrics, type TrainingEvent } from '@runwire/events';
import { MergingLimiter } from './merging-limiter.js';
import type { RunSettings } from './run-settings.js';
import { StepRate } from './step-rate.js';
import type { LogOptions, ProgressDraft } from './training-publisher.js';

export interface RunReportsOptions {
  readonly id: string;
  readonly settings: RunSettings;
  /** The broker's clock. */
  readonly now: () => number;
  /** Takes what is to be published. Rejects with why it was refused. */
  readonly send: (event: TrainingEvent) => Promise<unknown>;
  readonly onProblem: (error: unknown) => void;
}

type MetricsDraft = { readonly metrics: Metrics; readonly step: number | undefined };

/** What a run reports, until its end begins. Never throws; progress and metrics that come fast are merged. */
export class RunReports {
  readonly #options: RunReportsOptions;
  readonly #rate = new StepRate();
  readonly #progress: MergingLimiter<ProgressDraft>;
  readonly #metrics: MergingLimiter<MetricsDraft>;
  #isOver = false;
  #late = 0;

  constructor(options: RunReportsOptions) {
    const { id, settings, now } = options;
    this.#options = options;
    this.#progress = new MergingLimiter(settings.progressEveryMs, (before, latest) => ({ ...before, ...latest }), (draft) => {
      this.#report(() => progressUpdate({ ...draft, experimentId: id, timestamp: now() }));
    });
    this.#metrics = new MergingLimiter(settings.metricsEveryMs, mergeMetrics, ({ metrics, step }) => {
      this.#report(() => metricsUpdate({ metrics, step, experimentId: id, timestamp: now() }));
      this.#progress.join();
    });
  }

  /** Reports that came after {@link end}. */
  get late(): number {
    return this.#late;
  }

  progress(progress: ProgressDraft): void {
    if (this.#isLate()) return;
    const rate = progress.rate ?? this.#rate.sample(progress.currentStep);
    this.#progress.offer({ totalSteps: this.#options.settings.totalSteps, ...progress, rate });
  }

  metrics(metrics: Metrics, step: number | undefined): void {
    if (this.#isLate()) return;
    this.#metrics.offer({ metrics: { ...metrics }, step });
  }

  log(message: string, { level = 'info', logger, fields }: Omit<LogOptions, 'id'>): void {
    if (this.#isLate()) return;
    const { id, now } = this.#options;
    this.#report(() => logUpdate({ experimentId: id, message, level, logger, fields, timestamp: now() }));
  }

  error(thrown: unknown, fatal?: boolean): void {
    if (this.#isLate()) return;
    const { id, now } = this.#options;
    this.#report(() => errorUpdate({ experimentId: id, error: thrown, fatal, timestamp: now() }));
  }

  /** The time until the next progress does not count: the trainer paused. */
  pause(): void {
    this.#rate.pause();
  }

  /** Sends what waits to be merged. */
  flush(): void {
    this.#progress.flush();
    this.#metrics.flush();
  }

  /** Sends what waits, and nothing any more. */
  end(): void {
    this.flush();
    this.#isOver = true;
  }

  #isLate(): boolean {
    if (this.#isOver) this.#late++;
    return this.#isOver;
  }

  #report(build: () => TrainingEvent): void {
    const { send, onProblem } = this.#options;
    try {
      send(build()).catch(onProblem);
    } catch (error) {
      // Heard of later, as all problems: not in the middle of the loop.
      queueMicrotask(() => { onProblem(error); });
    }
  }
}

/** Values of the same metric: the latest. Too many names for one event: the earlier ones are left out. */
function mergeMetrics(before: MetricsDraft, latest: MetricsDraft): MetricsDraft {
  const metrics = { ...before.metrics, ...latest.metrics };
  return Object.keys(metrics).length > MAX_METRICS ? latest : { metrics, step: latest.step ?? before.step };
}
