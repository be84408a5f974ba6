import type { Receipt } from '@runwire/broker-core';

/** Receipts of the ids that publishers chose, for the idempotency window. All live equally long, so the oldest comes first. */
export class RecentReceipts {
  readonly #windowMs: number;
  readonly #byId = new Map<string, { readonly receipt: Receipt; readonly expiresAt: number }>();

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  get isEmpty(): boolean {
    return this.#byId.size === 0;
  }

  /** The receipt of an earlier message with this id on this topic. */
  find(topic: string, id: string, now: number): Receipt | undefined {
    const found = this.#byId.get(nameOf(topic, id));
    return found === undefined || found.expiresAt <= now ? undefined : found.receipt;
  }

  add(receipt: Receipt, now: number): void {
    const name = nameOf(receipt.topic, receipt.id);
    // Deleted first, so that the map stays in order of time.
    this.#byId.delete(name);
    this.#byId.set(name, { receipt, expiresAt: now + this.#windowMs });
  }

  expire(now: number): void {
    for (const [name, { expiresAt }] of this.#byId) {
      if (expiresAt > now) return;
      this.#byId.delete(name);
    }
  }
}

/** Neither topics nor ids hold a space. */
const nameOf = (topic: string, id: string): string => `${topic} ${id}`;
