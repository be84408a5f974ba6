import { batch, computed, signal } from '@preact/signals';
import { Curve } from '../../src/dashboard/curve.js';
import type { AsOf, BrokerState, Delta, Frame, Snapshot, Trend } from '../../src/dashboard/protocol.js';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { decodeDetail, decodeSnapshot } from '../connection/decode.js';
import type { StreamNews } from '../connection/stream-connection.js';
import { RunBook } from './run-book.js';

/** How the page stands towards the server. */
export type Connection =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  /** Cut off; what is shown is as old as `dataAsOf`. */
  | { readonly kind: 'reconnecting' }
  | { readonly kind: 'offline' };

export interface TrendCurve {
  readonly metric: string;
  readonly curve: Curve;
}

const TREND_BUCKETS = 60;
/** Frames that wait for the snapshot; beyond, the snapshot is fetched again. */
const MAX_WAITING = 500;

/**
 * All the page knows. The snapshot is fetched, the frames after it are applied one by one; whenever a number is missing
 * the page begins anew with a snapshot, so that it never shows a hole and never counts an event twice.
 */
export class Dashboard {
  readonly connection = signal<Connection>({ kind: 'connecting' });
  readonly broker = signal<BrokerState>({ kind: 'connecting' });
  readonly runs = signal<ReadonlyMap<string, RunSummary>>(new Map());
  readonly trends = new Map<string, TrendCurve>();
  readonly isLoaded = signal(false);
  /** Milliseconds since the epoch on the server's clock: how old what is shown is. */
  readonly dataAsOf = signal(0);
  readonly isPaused = signal(false);
  readonly isCurrent = computed(() => this.connection.value.kind === 'live' && this.broker.value.kind === 'ready' && !this.isPaused.value);
  readonly #books = new Map<string, RunBook>();
  /** Where frames are also put while a run's details are under way. */
  readonly #listeners = new Set<Frame[]>();
  #asOf: AsOf | undefined;
  #isFetching = false;
  #waiting: Frame[] = [];

  readonly hear = (news: StreamNews): void => {
    switch (news.kind) {
      case 'connecting':
        if (!this.isLoaded.value) this.connection.value = { kind: 'connecting' };
        return;
      case 'lost':
        this.connection.value = { kind: navigator.onLine ? 'reconnecting' : 'offline' };
        return;
      case 'frame':
        this.#enter(news.frame);
        return;
      case 'live':
      case 'ping':
        this.connection.value = { kind: 'live' };
        if (!this.isPaused.value && this.#asOf !== undefined) this.dataAsOf.value = news.asOf.time;
        if (this.#isBehind(news.asOf)) void this.resync();
        return;
      case 'reset':
        this.connection.value = { kind: 'live' };
        void this.resync();
    }
  };

  /** The details of a run; loaded when first asked for. */
  book(key: string): RunBook {
    const known = this.#books.get(key);
    if (known !== undefined) return known;
    const book = new RunBook(key);
    this.#books.set(key, book);
    void this.#fetchBook(book);
    return book;
  }

  /** Lets go of the details nobody looks at any more. */
  keepBooks(keys: readonly string[]): void {
    for (const key of this.#books.keys()) if (!keys.includes(key)) this.#books.delete(key);
  }

  setPaused(isPaused: boolean): void {
    this.isPaused.value = isPaused;
    if (!isPaused) void this.resync();
  }

  /** Begins anew from a snapshot. */
  async resync(): Promise<void> {
    if (this.#isFetching) return;
    this.#isFetching = true;
    this.#waiting = [];
    try {
      const response = await fetch('/api/snapshot');
      if (response.ok) this.#begin(decodeSnapshot(await response.text()));
    } catch {
      this.#asOf = undefined; // the next `live` tries again
    } finally {
      this.#isFetching = false;
    }
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const frame of waiting) this.#enter(frame);
    await Promise.all([...this.#books.values()].map((book) => this.#fetchBook(book)));
  }

  #isBehind({ boot, frame }: AsOf): boolean {
    return this.#asOf === undefined ? !this.#isFetching : !this.isPaused.value && (this.#asOf.boot !== boot || this.#asOf.frame < frame);
  }

  #begin(snapshot: Snapshot): void {
    batch(() => {
      this.#asOf = { boot: snapshot.boot, frame: snapshot.frame, time: snapshot.time };
      this.broker.value = snapshot.broker;
      this.trends.clear();
      for (const { run, trend } of snapshot.runs) if (trend !== undefined) this.#setTrend(run.key, trend);
      this.runs.value = new Map(snapshot.runs.map(({ run }) => [run.key, run]));
      this.dataAsOf.value = snapshot.time;
      this.isLoaded.value = true;
    });
  }

  #enter(frame: Frame): void {
    this.connection.value = { kind: 'live' };
    if (this.isPaused.value) return;
    if (this.#isFetching) {
      this.#waiting.push(frame);
      if (this.#waiting.length > MAX_WAITING) this.#waiting.shift();
      return;
    }
    const asOf = this.#asOf;
    const isNext = asOf?.boot === frame.boot && frame.frame === asOf.frame + 1;
    const isKnown = asOf?.boot === frame.boot && frame.frame <= asOf.frame;
    if (isNext) batch(() => this.#apply(frame));
    else if (!isKnown) void this.resync();
  }

  #apply(frame: Frame): void {
    for (const frames of this.#listeners) frames.push(frame);
    const changed = new Set<RunBook>();
    const runs = frame.deltas.some(({ kind }) => kind === 'run' || kind === 'gone') ? new Map(this.runs.value) : undefined;
    for (const delta of frame.deltas) {
      this.#applyToList(delta, runs);
      const book = 'key' in delta ? this.#books.get(delta.key) : undefined;
      if (book?.asOf?.boot === frame.boot && book.asOf.frame < frame.frame && book.apply(delta)) changed.add(book);
    }
    if (runs !== undefined) this.runs.value = runs;
    for (const book of changed) book.announce();
    this.#asOf = frame;
    this.dataAsOf.value = frame.time;
  }

  #applyToList(delta: Delta, runs: Map<string, RunSummary> | undefined): void {
    if (delta.kind === 'run') runs?.set(delta.run.key, delta.run);
    else if (delta.kind === 'gone') runs?.delete(delta.key);
    else if (delta.kind === 'broker') this.broker.value = delta.broker;
    else if (delta.kind === 'trend') this.#setTrend(delta.key, delta.trend);
    else if (delta.kind === 'points') this.#extendTrend(delta);
  }

  #setTrend(key: string, { metric, curve }: Trend): void {
    this.trends.set(key, { metric, curve: Curve.from(curve, TREND_BUCKETS) });
  }

  #extendTrend({ key, step, time, metrics }: Extract<Delta, { kind: 'points' }>): void {
    const trend = this.trends.get(key);
    const value = trend === undefined ? undefined : metrics[trend.metric];
    if (value !== undefined) trend?.curve.add({ step, time, value });
  }

  /** Frames that arrive meanwhile are kept, and those the answer does not yet include are applied to it. */
  async #fetchBook(book: RunBook): Promise<void> {
    book.begin();
    const before: Frame[] = [];
    const stop = this.#overhear(before);
    try {
      const response = await fetch(`/api/runs/${book.key}`);
      if (!response.ok) {
        book.fail(response.status === 404 ? 'There is no such run.' : `The server answered ${String(response.status)}.`);
        return;
      }
      book.load(decodeDetail(await response.text()));
    } catch {
      book.fail('The server cannot be reached; it is tried again as soon as it can.');
    } finally {
      stop();
    }
    for (const frame of before) this.#catchUp(book, frame);
  }

  #overhear(frames: Frame[]): () => void {
    this.#listeners.add(frames);
    return () => this.#listeners.delete(frames);
  }

  #catchUp(book: RunBook, frame: Frame): void {
    const asOf = book.asOf;
    if (asOf?.boot !== frame.boot || frame.frame <= asOf.frame) return;
    for (const delta of frame.deltas) if ('key' in delta && delta.key === book.key) book.apply(delta);
    book.announce();
  }
}
