import type { BrokerError } from '../src/errors.js';
import type { Delivery } from '../src/delivery/delivery.js';
import { Inbox } from '../src/delivery/inbox.js';
import type { Readable, Waiter } from '../src/delivery/queue-reader.js';
import type { Message } from '../src/message.js';

/** What a reader reads, without a broker: a test puts messages in, and ends it. */
export class ReaderSource implements Readable<Message> {
  readonly inbox: Inbox;
  isOpen = true;
  #failure: BrokerError | undefined;

  constructor({ maxQueueSize = 1_000, maxQueueBytes = 1_000_000 } = {}) {
    this.inbox = new Inbox({ patterns: ['*'], maxQueueSize, maxQueueBytes, total: { delivered: 0, dropped: 0, missed: 0 } }, 'scripted');
  }

  /** Queues messages with these ids, each of 10 bytes. */
  put(...ids: readonly string[]): void {
    for (const id of ids) this.inbox.push(deliveryOf(id));
  }

  end(failure?: BrokerError): void {
    this.isOpen = false;
    this.#failure = failure;
    this.inbox.wake();
  }

  get queued(): number {
    return this.inbox.length;
  }

  takeFailure(): BrokerError | undefined {
    const failure = this.#failure;
    this.#failure = undefined;
    return failure;
  }

  whenQueued(waiter: Waiter): void {
    this.inbox.whenQueued(waiter);
  }

  take(): Message | undefined {
    return this.inbox.take();
  }

  close(): Promise<void> {
    this.inbox.clear();
    this.end();
    return Promise.resolve();
  }
}

const deliveryOf = (id: string): Delivery => ({ message: { id, topic: 'log', data: id, timestamp: 0 }, epoch: undefined, bytes: 10 });
