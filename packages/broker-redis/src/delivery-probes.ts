import type { Commands } from './connection/commands.js';

/** Messages to ourselves, over the same ways as all others: publishing, the server, the subscribing connection. */
export class DeliveryProbes {
  readonly #commands: Commands;
  readonly #publishCommand: string;
  readonly #channels: readonly string[];
  readonly #waiting = new Map<string, () => void>();
  #count = 0;

  /** @param channels over each of which a probe goes */
  constructor(commands: Commands, publishCommand: string, channels: readonly string[]) {
    this.#commands = commands;
    this.#publishCommand = publishCommand;
    this.#channels = channels;
  }

  /** Resolves when all probes have come back. Rejects when one could not be sent; an abort only stops the waiting for them. */
  async send(signal: AbortSignal): Promise<void> {
    const probes = this.#channels.map((channel) => ({ channel, name: String(++this.#count) }));
    const forget = (): void => {
      for (const { name } of probes) this.#waiting.delete(name);
    };
    signal.addEventListener('abort', forget);
    try {
      await Promise.all(probes.map(({ channel, name }) => this.#sendOne(channel, name)));
    } finally {
      forget();
      signal.removeEventListener('abort', forget);
    }
  }

  /** Takes what arrived on a probe channel. */
  take(payload: Buffer): void {
    this.#waiting.get(payload.toString())?.();
  }

  async #sendOne(channel: string, name: string): Promise<void> {
    const back = new Promise<void>((resolve) => { this.#waiting.set(name, resolve); });
    await this.#commands.call(channel, this.#publishCommand, [channel, name]);
    await back;
  }
}
