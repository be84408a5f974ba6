import { randomUUID } from 'node:crypto';
import type { Gap } from '@runwire/broker-core';
import type { ExperimentView } from '@runwire/channels';
import type { TrainingEvent } from '@runwire/events';
import { summarize, type RunSummary } from '../fleet/run-summary.js';
import { FrameRing, type WrittenFrame } from './frame-ring.js';
import type { AsOf, BrokerState, Delta, Frame, RunDetail, Snapshot } from './protocol.js';
import { RunArchive } from './run-archive.js';
import { isOver } from './is-over.js';

/** Changes are gathered this long and sent as one frame: half of the eye's reaction, and ten writes a second at most. */
const FRAME_EVERY_MS = 100;
/** Runs held; beyond, those that ended longest ago are let go. */
const MAX_RUNS = 500;
/** A frame with this many changes does not wait for more. */
const MAX_DELTAS = 2_000;

interface HeldRun {
  readonly view: ExperimentView;
  readonly summary: RunSummary;
  readonly archive: RunArchive;
}

/** The state every page shows, and the numbered frames in which it changes. One for all clients. */
export class Hub {
  readonly boot = randomUUID().slice(0, 8);
  readonly #now: () => number;
  readonly #onFrame: (written: WrittenFrame) => void;
  readonly #ring = new FrameRing();
  readonly #runs = new Map<string, HeldRun>();
  readonly #archives = new Map<string, RunArchive>();
  readonly #changed = new Set<string>();
  #broker: BrokerState = { kind: 'connecting' };
  #pending: Delta[] = [];
  #frame = 0;
  #events = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: { readonly now: () => number; readonly onFrame: (written: WrittenFrame) => void }) {
    this.#now = options.now;
    this.#onFrame = options.onFrame;
  }

  get events(): number {
    return this.#events;
  }

  get broker(): BrokerState {
    return this.#broker;
  }

  get summaries(): readonly RunSummary[] {
    return [...this.#runs.values()].map(({ summary }) => summary);
  }

  /** What the frames so far add up to. */
  asOf(): AsOf {
    return { boot: this.boot, frame: this.#frame, time: this.#now() };
  }

  setBroker(broker: BrokerState): void {
    this.#broker = broker;
    this.#push({ kind: 'broker', broker });
  }

  setRun(view: ExperimentView): void {
    const summary = summarize(view);
    const archive = this.#archive(summary.key);
    this.#runs.set(summary.key, { view, summary, archive });
    this.#push(...archive.follow(summary));
    this.#changed.add(summary.key);
    this.#schedule();
    if (this.#runs.size > MAX_RUNS) this.#letGo();
  }

  removeRun(key: string): void {
    this.#archives.delete(key);
    this.#changed.delete(key);
    if (this.#runs.delete(key)) this.#push({ kind: 'gone', key });
  }

  take(key: string, event: TrainingEvent, gap?: Gap): void {
    this.#events += 1;
    this.#push(...this.#archive(key).take(event, gap));
  }

  snapshot(): Snapshot {
    this.flush();
    const runs = [...this.#runs.values()].map(({ summary, archive }) => ({ run: summary, trend: archive.trend }));
    return { ...this.asOf(), broker: this.#broker, runs };
  }

  detail(key: string): RunDetail | undefined {
    this.flush();
    const held = this.#runs.get(key);
    if (held === undefined) return undefined;
    const { view, archive } = held;
    const curves = [...archive.curves].map(([metric, curve]) => [metric, curve.data] as const);
    return { ...this.asOf(), key, config: view.config, result: view.result, curves, lines: archive.lines, missed: archive.missed };
  }

  /** The frames a client lacks that has everything up to `frame` of `boot`; `undefined`: it must begin anew. */
  since(boot: string, frame: number): readonly WrittenFrame[] | undefined {
    return boot === this.boot ? this.#ring.after(frame, this.#frame) : undefined;
  }

  /** Sends what has gathered at once. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    for (const key of this.#changed) {
      const held = this.#runs.get(key);
      if (held !== undefined) this.#pending.push({ kind: 'run', run: held.summary });
    }
    this.#changed.clear();
    if (this.#pending.length === 0) return;
    this.#frame += 1;
    const frame: Frame = { ...this.asOf(), deltas: this.#pending };
    this.#pending = [];
    const written = { frame: this.#frame, text: `id: ${this.boot}-${String(this.#frame)}\nevent: frame\ndata: ${JSON.stringify(frame)}\n\n` };
    this.#ring.add(written);
    this.#onFrame(written);
  }

  close(): void {
    clearTimeout(this.#timer);
  }

  #archive(key: string): RunArchive {
    const known = this.#archives.get(key);
    if (known !== undefined) return known;
    const archive = new RunArchive(key);
    this.#archives.set(key, archive);
    if (this.#archives.size > 2 * MAX_RUNS) this.#forgetStrangers(key);
    return archive;
  }

  /** Events of runs nobody keeps a record of (deleted ones, say) must not fill the memory. */
  #forgetStrangers(except: string): void {
    for (const key of this.#archives.keys()) if (!this.#runs.has(key) && key !== except) this.#archives.delete(key);
  }

  #push(...deltas: readonly Delta[]): void {
    if (deltas.length === 0) return;
    this.#pending.push(...deltas);
    if (this.#pending.length >= MAX_DELTAS) this.flush();
    else this.#schedule();
  }

  #schedule(): void {
    this.#timer ??= setTimeout(() => this.flush(), FRAME_EVERY_MS);
  }

  #letGo(): void {
    const ended = this.summaries.filter(isOver).sort((a, b) => (a.endedAt ?? 0) - (b.endedAt ?? 0));
    const oldest = ended[0];
    if (oldest !== undefined) this.removeRun(oldest.key);
  }
}
