import { setTimeout as delay } from 'node:timers/promises';
import { BrokerError, type HistoryPolicy, type MessageBroker } from '@runwire/broker-core';
import type { Ledger, Numbered, Outcome } from './ledger.js';

/** What is published during a long outage comes at once: the history has to hold it until the subscribers are back. */
export const ROOMY: HistoryPolicy = { maxLength: 200_000, ttlMs: 600_000 };

export interface PublisherOptions {
  readonly everyMs: number;
  readonly history: HistoryPolicy;
}

/** Publishes a number to each topic from time to time, never waiting for acknowledgements, and notes what it is told. */
export class Publisher {
  readonly #broker: MessageBroker;
  readonly #ledger: Ledger;
  readonly #options: PublisherOptions;
  readonly #underWay = new Set<Promise<void>>();
  readonly refusals: unknown[] = [];
  #isFlowing = false;
  #flow: Promise<void> = Promise.resolve();

  constructor(broker: MessageBroker, ledger: Ledger, options: PublisherOptions) {
    this.#broker = broker;
    this.#ledger = ledger;
    this.#options = options;
  }

  start(): void {
    this.#isFlowing = true;
    this.#flow = this.#run();
  }

  /** Resolves when everything is settled. */
  async stop(): Promise<void> {
    this.#isFlowing = false;
    await this.#flow;
    await Promise.all(this.#underWay);
  }

  /** Publishes one message now. Every second topic gets ids of the publisher's choice, which take another way through the server. */
  async publish(topic: string, filler?: string): Promise<void> {
    const n = this.#ledger.begin(topic);
    const data: Numbered = filler === undefined ? { n } : { n, filler };
    const id = this.#ledger.topics.indexOf(topic) % 2 === 1 ? { id: `mine-${String(n)}` } : {};
    const sent = this.#broker.publish(topic, data, { history: this.#options.history, ...id }).then(
      () => { this.#ledger.settle(topic, n, 'acknowledged'); },
      (error: unknown) => {
        this.refusals.push(error);
        this.#ledger.settle(topic, n, error instanceof BrokerError ? outcomeOf(error) : 'perhaps');
      },
    );
    this.#underWay.add(sent);
    await sent;
    this.#underWay.delete(sent);
  }

  async #run(): Promise<void> {
    while (this.#isFlowing) {
      for (const topic of this.#ledger.topics) void this.publish(topic);
      await delay(this.#options.everyMs);
    }
  }
}

/** What an error says of the message: "may have been sent" leaves it open, and so does a connection of which nothing is said. */
export function outcomeOf({ code, message }: { readonly code: string; readonly message: string }): Outcome {
  if (code === 'TIMEOUT') return 'perhaps';
  return code === 'CONNECTION' && !message.includes('was not sent') ? 'perhaps' : 'refused';
}
