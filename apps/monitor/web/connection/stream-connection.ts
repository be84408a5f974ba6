import { decodeAsOf, decodeFrame } from './decode.js';
import { WATCHDOG_MS, type AsOf, type Frame } from '../../src/dashboard/protocol.js';

/** What a stream tells those who listen. */
export type StreamNews =
  | { readonly kind: 'connecting' }
  /** Open, and in step with the server up to here. */
  | { readonly kind: 'live'; readonly asOf: AsOf }
  /** Open, but what was missed can no longer be had: begin anew. */
  | { readonly kind: 'reset'; readonly asOf: AsOf }
  | { readonly kind: 'frame'; readonly frame: Frame }
  /** Nothing new, but the server lives. */
  | { readonly kind: 'ping'; readonly asOf: AsOf }
  | { readonly kind: 'lost'; readonly retryInMs: number };

const FIRST_RETRY_MS = 500;
const MAX_RETRY_MS = 5_000;

/**
 * The one event stream from the server. It goes on where it was after every loss, and counts a server that is silent
 * for longer than the watchdog allows as gone: a frozen server keeps its connections open and looks well.
 */
export class StreamConnection {
  readonly #tell: (news: StreamNews) => void;
  #source: EventSource | undefined;
  #lastEventId: string | undefined;
  #watchdog: ReturnType<typeof setTimeout> | undefined;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #retryMs = FIRST_RETRY_MS;

  constructor(tell: (news: StreamNews) => void) {
    this.#tell = tell;
  }

  open(): void {
    this.close();
    this.#tell({ kind: 'connecting' });
    const after = this.#lastEventId === undefined ? '' : `?after=${this.#lastEventId}`;
    const source = new EventSource(`/api/stream${after}`);
    this.#source = source;
    this.#wind();
    source.addEventListener('hello', (event: MessageEvent<string>) => this.#alive(event, (text) => ({ kind: 'live', asOf: decodeAsOf(text) })));
    source.addEventListener('reset', (event: MessageEvent<string>) => this.#alive(event, (text) => ({ kind: 'reset', asOf: decodeAsOf(text) })));
    source.addEventListener('frame', (event: MessageEvent<string>) => this.#alive(event, (text) => ({ kind: 'frame', frame: decodeFrame(text) })));
    source.addEventListener('ping', (event: MessageEvent<string>) => this.#alive(event, (text) => ({ kind: 'ping', asOf: decodeAsOf(text) })));
    source.addEventListener('error', () => this.#lose());
  }

  /** Tries at once instead of waiting: the network is back, or a person asks. */
  hurry(): void {
    if (this.#retry === undefined) return;
    this.#retryMs = FIRST_RETRY_MS;
    this.open();
  }

  close(): void {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.#source?.close();
    this.#source = undefined;
  }

  #alive(event: MessageEvent<string>, newsOf: (text: string) => StreamNews): void {
    this.#retryMs = FIRST_RETRY_MS;
    this.#lastEventId = event.lastEventId;
    this.#wind();
    this.#tell(newsOf(event.data));
  }

  #wind(): void {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(() => this.#lose(), WATCHDOG_MS);
  }

  #lose(): void {
    this.close();
    this.#tell({ kind: 'lost', retryInMs: this.#retryMs });
    this.#retry = setTimeout(() => this.open(), this.#retryMs);
    this.#retryMs = Math.min(MAX_RETRY_MS, this.#retryMs * 2);
  }
}
