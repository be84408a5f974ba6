import type { BackendPort } from '../backend-port.js';

/** One pattern at the backend, for as many subscriptions as want it. */
interface Attachment {
  users: number;
  isAttached: boolean;
  /** Attaching and detaching of one pattern, strictly in turn. */
  turn: Promise<void>;
}

/** Reference-counted attachments: the backend sees each pattern once, however many subscriptions share it. */
export class Attachments {
  readonly #port: BackendPort;
  readonly #byPattern = new Map<string, Attachment>();

  constructor(port: BackendPort) {
    this.#port = port;
  }

  /** The patterns that somebody uses. */
  patterns(): IterableIterator<string> {
    return this.#byPattern.keys();
  }

  /** Resolves when the pattern is attached. Each call is given back by one `release`, also after a rejection. */
  async acquire(pattern: string): Promise<void> {
    const attachment = this.#byPattern.get(pattern) ?? { users: 0, isAttached: false, turn: Promise.resolve() };
    this.#byPattern.set(pattern, attachment);
    attachment.users++;
    if (!attachment.isAttached) {
      attachment.isAttached = true;
      attachment.turn = settle(attachment.turn).then(() => this.#port.attach(pattern));
    }
    try {
      await attachment.turn;
    } catch (error) {
      attachment.isAttached = false;
      throw error;
    }
  }

  /** Gives one use back; the last one detaches. Resolves to whether nobody uses the pattern any more. */
  async release(pattern: string): Promise<boolean> {
    const attachment = this.#byPattern.get(pattern);
    if (attachment === undefined || --attachment.users > 0) return false;
    if (attachment.isAttached) {
      attachment.isAttached = false;
      attachment.turn = settle(attachment.turn).then(() => this.#port.detach(pattern));
    }
    await settle(attachment.turn);
    if (attachment.users > 0) return false;
    if (this.#byPattern.get(pattern) === attachment) this.#byPattern.delete(pattern);
    return true;
  }
}

/** Waits for a turn to end, well or not: whoever asked for it was told. */
const settle = (turn: Promise<void>): Promise<void> => turn.catch(() => undefined);
