import type { ServerResponse } from 'node:http';
import type { Hub } from './hub.js';
import type { WrittenFrame } from './frame-ring.js';
import { PING_EVERY_MS } from './protocol.js';

export interface SseLimits {
  /** Streams open at once; one more is refused with 503. */
  readonly maxClients: number;
  /** Bytes a client may leave unread before it is cut off; it comes back and goes on where it was. */
  readonly maxUnreadBytes: number;
}

export const SSE_LIMITS: SseLimits = { maxClients: 1_200, maxUnreadBytes: 4_000_000 };

const HEADERS = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  'x-content-type-options': 'nosniff',
  connection: 'keep-alive',
};

/** The open event streams. A frame is written to all of them; who does not read is cut off, never waited for. */
export class SseClients {
  readonly #clients = new Set<ServerResponse>();
  readonly #limits: SseLimits;
  #ping: ReturnType<typeof setInterval> | undefined;
  #cutOff = 0;

  constructor(limits: SseLimits = SSE_LIMITS) {
    this.#limits = limits;
  }

  get count(): number {
    return this.#clients.size;
  }

  get isFull(): boolean {
    return this.#clients.size >= this.#limits.maxClients;
  }

  /** Clients cut off because they did not read, so far. */
  get cutOff(): number {
    return this.#cutOff;
  }

  start(hub: Hub): void {
    this.#ping ??= setInterval(() => this.#toAll(eventText('ping', hub)), PING_EVERY_MS);
  }

  /** Begins a stream: behind the frame named by `lastEventId`, or with `reset` when that is no longer possible. */
  open(response: ServerResponse, hub: Hub, lastEventId: string | undefined): void {
    hub.flush();
    response.writeHead(200, HEADERS);
    response.on('close', () => this.#clients.delete(response));
    response.on('error', () => this.#clients.delete(response));
    this.#clients.add(response);
    const missed = lastEventId === undefined ? [] : resume(hub, lastEventId);
    if (missed === undefined) response.write(eventText('reset', hub));
    else response.write([...missed.map(({ text }) => text), eventText('hello', hub)].join(''));
  }

  send({ text }: WrittenFrame): void {
    this.#toAll(text);
  }

  close(): void {
    clearInterval(this.#ping);
    for (const client of this.#clients) client.destroy();
    this.#clients.clear();
  }

  #toAll(text: string): void {
    for (const client of this.#clients) {
      if (client.writableLength > this.#limits.maxUnreadBytes) {
        this.#cutOff += 1;
        this.#clients.delete(client);
        client.destroy();
      } else client.write(text);
    }
  }
}

function resume(hub: Hub, lastEventId: string): readonly WrittenFrame[] | undefined {
  const [boot = '', frame = ''] = lastEventId.split('-');
  return hub.since(boot, /^\d{1,15}$/.test(frame) ? Number(frame) : -1);
}

/** Carries the id, so that a client that heard nothing but this still knows where it is. */
function eventText(name: 'hello' | 'ping' | 'reset', hub: Hub): string {
  const asOf = hub.asOf();
  return `id: ${asOf.boot}-${String(asOf.frame)}\nevent: ${name}\ndata: ${JSON.stringify(asOf)}\n\n`;
}
