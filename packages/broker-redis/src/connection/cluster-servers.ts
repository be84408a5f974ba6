import { performance } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import type { ClusterMap } from './cluster-map.js';
import type { Argument } from './command-text.js';
import type { Commands } from './commands.js';
import { hashSlot } from './hash-slot.js';
import type { LineState } from './line.js';
import type { MasterLines } from './master-lines.js';
import type { Reply } from './redis-client.js';
import type { ServerAddress } from './server-address.js';
import { ServerReplyError } from './server-reply-error.js';

/** Redirections, and refusals for the moment, that one command follows. */
const MAX_TRIES = 30;
const PAUSE_MS = 100;
/** Milliseconds between looks at the map while something is wrong. */
const REFRESH_MS = 500;

/** Sends commands to the masters of a Cluster; follows moved slots and fail-overs. */
export class ClusterServers implements Commands {
  readonly isOneServer = false;
  readonly #map: ClusterMap;
  readonly #lines: MasterLines;

  constructor(map: ClusterMap, lines: MasterLines) {
    this.#map = map;
    this.#lines = lines;
    map.borrowFrom((address) => lines.client(address));
  }

  /** Connects to a node, learns the others, and connects to the masters. */
  async open(): Promise<void> {
    if (this.#map.kind !== 'known') await this.#lines.open();
  }

  states(): readonly LineState[] {
    return this.#lines.states();
  }

  close(): void {
    this.#map.close();
    this.#lines.close();
  }

  /** A node that may be alive, for whoever can use any. */
  async anyNode(): Promise<ServerAddress> {
    await this.open();
    const ready = this.#lines.ready();
    const nodes = ready.length > 0 ? ready : this.#map.nodes;
    const node = nodes[Math.floor(Math.random() * nodes.length)];
    if (node === undefined) throw this.#map.absent();
    return node;
  }

  isReady(key: string): boolean {
    return this.#lines.lineOf(hashSlot(key))?.client !== undefined;
  }

  async ready(key: string, withinMs: number): Promise<void> {
    const deadline = performance.now() + withinMs;
    this.#assertOpen();
    await this.open();
    while (!this.isReady(key)) {
      this.#assertOpen();
      const left = deadline - performance.now();
      if (left <= 0) throw this.#map.absent();
      await this.#lines.lineOf(hashSlot(key))?.ready(Math.min(left, REFRESH_MS)).catch(() => undefined);
      if (!this.isReady(key)) await Promise.all([this.#map.refresh(), delay(Math.min(left, PAUSE_MS))]);
    }
  }

  async call(key: string, command: string, args: readonly Argument[]): Promise<Reply> {
    for (let tries = 1; ; tries++) {
      try {
        const { client } = this.#lines.lineOf(hashSlot(key)) ?? {};
        if (client === undefined) throw this.#map.absent();
        return await client.call(command, args);
      } catch (error) {
        if (!(error instanceof ServerReplyError) || tries === MAX_TRIES) throw error;
        const asked = await this.#follow(key, error, () => this.#ask(error, command, args));
        if (asked !== undefined) return asked.reply;
      }
    }
  }

  group<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[] {
    const groups = new Map<number, T[]>();
    for (const item of items) {
      const slot = hashSlot(keyOf(item));
      const group = groups.get(slot);
      if (group === undefined) groups.set(slot, [item]);
      else group.push(item);
    }
    return [...groups.values()];
  }

  /** What a refusal asks for. Resolves when the command may be tried again, or with the reply of the node that was named. */
  async #follow(key: string, error: ServerReplyError, ask: () => Promise<Reply>): Promise<{ readonly reply: Reply } | undefined> {
    switch (error.kind) {
      case 'MOVED':
        this.#map.redirect(hashSlot(key), error.address);
        void this.#map.refresh();
        await this.#lines.line(error.address).ready(PAUSE_MS * 10);
        return undefined;
      case 'ASK':
        return { reply: await ask() };
      case 'TRYAGAIN':
      case 'CLUSTERDOWN':
      case 'LOADING':
      case 'READONLY':
        await Promise.all([this.#map.refresh(), delay(PAUSE_MS)]);
        return undefined;
      default:
        throw error;
    }
  }

  /** The key is on its way to another node, which serves it to who says ASKING right before. */
  async #ask(error: ServerReplyError, command: string, args: readonly Argument[]): Promise<Reply> {
    const client = await this.#lines.line(error.address).ready(PAUSE_MS * 10);
    const asking = client.call('asking', []);
    const reply = client.call(command, args);
    await Promise.allSettled([asking, reply]);
    return reply;
  }

  #assertOpen(): void {
    if (this.#map.kind === 'closed') throw this.#map.absent();
  }
}
