import type { Commands } from './connection/commands.js';

/** Messages to ourselves, over the same way as all others: publishing, the server, the subscribing connection. */
export class DeliveryProbes {
  readonly #commands: Commands;
  readonly #channel: string;
  readonly #waiting = new Map<string, () => void>();
  #count = 0;

  constructor(commands: Commands, channel: string) {
    this.#commands = commands;
    this.#channel = channel;
  }

  /** Resolves when the probe has come back. Rejects when it could not be sent; an abort only stops the waiting for it. */
  async send(signal: AbortSignal): Promise<void> {
    const name = String(++this.#count);
    const back = new Promise<void>((resolve) => { this.#waiting.set(name, resolve); });
    const forget = (): void => { this.#waiting.delete(name); };
    signal.addEventListener('abort', forget);
    try {
      await this.#commands.call(this.#channel, 'publish', [this.#channel, name]);
      await back;
    } finally {
      forget();
      signal.removeEventListener('abort', forget);
    }
  }

  /** Takes what arrived on the probe channel. */
  take(payload: Buffer): void {
    this.#waiting.get(payload.toString())?.();
  }
}
