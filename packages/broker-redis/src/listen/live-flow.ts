import { createIdSource, KnownTopics, type BackendMessage, type LiveSink } from '@runwire/broker-core/backend';
import type { ServerClock } from '../server-clock.js';
import { decodeFrame, excerptOf, isBroken, type BrokenMessage, type DecodedMessage } from '../wire-format.js';
import { RecentFrames } from './recent-frames.js';

const isWhole = (message: DecodedMessage): message is BackendMessage => !isBroken(message);

type Position = { readonly epoch: string; readonly firstOffset: number } | undefined;

/** Reads what arrives on the channels and hands it to the engine. Never throws. */
export class LiveFlow {
  readonly #sink: LiveSink;
  readonly #maxBytes: number;
  readonly #clock: ServerClock;
  readonly #nextForeignId = createIdSource();
  readonly #recent = new RecentFrames();
  readonly #topics = new KnownTopics();

  constructor(sink: LiveSink, maxBytes: number, clock: ServerClock) {
    this.#sink = sink;
    this.#maxBytes = maxBytes;
    this.#clock = clock;
  }

  /** Another connection brings what follows. */
  renew(): void {
    this.#recent.renew();
  }

  take(topic: string, payload: Buffer): void {
    if (!this.#topics.isTopic(topic)) {
      this.#sink.invalid({ reason: 'It came for what is no topic.', excerpt: excerptOf(topic) });
      return;
    }
    const frame = decodeFrame(payload, this.#maxBytes);
    if (frame.kind === 'messages') this.#deliver(topic, frame.messages, frame.position);
    else if (frame.kind === 'foreign') this.#deliver(topic, [this.#foreign(frame.data, frame.bytes)], undefined);
    else this.report(topic, frame.broken);
  }

  /** Something on a shared channel that does not say of which topic it is. */
  reportStray(payload: Buffer): void {
    this.#sink.invalid({ reason: 'What came on the channel of a partition does not begin with a line that names its topic.', excerpt: excerptOf(payload.toString('utf8', 0, 1_000)) });
  }

  report(topic: string, { reason, excerpt }: BrokenMessage): void {
    this.#sink.invalid({ topic, reason, excerpt });
  }

  /** A broken message is left out: the runs before and behind it are delivered, and the engine sees the hole. */
  #deliver(topic: string, decoded: readonly DecodedMessage[], position: Position): void {
    if (position === undefined && !this.#isNews(topic, decoded[0])) return;
    if (decoded.every(isWhole)) {
      this.#sink.deliver(position === undefined ? { topic, messages: decoded } : { topic, messages: decoded, position });
      return;
    }
    let run: BackendMessage[] = [];
    const flush = (end: number): void => {
      if (run.length > 0) this.#sink.deliver({ topic, messages: run, ...placeOf(position, end - run.length) });
      run = [];
    };
    decoded.forEach((message, index) => {
      if (!isBroken(message)) run.push(message);
      else {
        flush(index);
        this.report(topic, message);
      }
    });
    flush(decoded.length);
  }

  /** The time of publishing is part of the name: a publisher may use an id of its own again. */
  #isNews(topic: string, first: DecodedMessage | undefined): boolean {
    return first === undefined || isBroken(first) || this.#recent.isNews(`${topic} ${String(first.timestamp)} ${first.id}`);
  }

  #foreign(data: unknown, bytes: number): BackendMessage {
    return { id: this.#nextForeignId(), data, timestamp: this.#clock.now(), bytes };
  }
}

const placeOf = (position: Position, index: number): { position?: { epoch: string; firstOffset: number } } =>
  position === undefined ? {} : { position: { epoch: position.epoch, firstOffset: position.firstOffset + index } };
