import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

interface Target {
  readonly host: string;
  readonly port: number;
}

/** A TCP proxy on 127.0.0.1 that fails the way networks do. */
export class TcpProxy implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly #server: Server;
  readonly #target: Target;
  readonly #pairs = new Set<Pair>();
  #forwarding = true;

  private constructor(server: Server, target: Target) {
    this.#server = server;
    this.#target = target;
    server.on('connection', (client) => this.#accept(client));
  }

  static async start(target: Target): Promise<TcpProxy> {
    const server = createServer({ pauseOnConnect: true, noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new TcpProxy(server, target);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  /** How many client connections are open. */
  get connections(): number {
    return this.#pairs.size;
  }

  /** A black hole: connections stay open and new ones are taken, but not a byte passes, nor the end of a connection. */
  pause(): void {
    this.#forwarding = false;
    for (const pair of this.#pairs) pair.pause();
  }

  /** What was sent during the pause arrives now, as after a network partition. */
  resume(): void {
    this.#forwarding = true;
    for (const pair of this.#pairs) {
      if (pair.isClosed) this.#forget(pair);
      else pair.resume();
    }
  }

  /** Resets every connection, on both sides. New ones are welcome. */
  cut(): void {
    for (const pair of this.#pairs) pair.reset();
    this.#pairs.clear();
  }

  /** Resets every connection and stops listening. Idempotent. */
  async close(): Promise<void> {
    this.cut();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #accept(client: Socket): void {
    const pair = new Pair(client, this.#target);
    this.#pairs.add(pair);
    client.once('close', () => {
      if (this.#forwarding) this.#forget(pair);
    });
    if (this.#forwarding) pair.resume();
  }

  /** The client has gone: the server hears of it. */
  #forget(pair: Pair): void {
    this.#pairs.delete(pair);
    pair.endServer();
  }
}

/** A client connection and, from the first time it may forward, the connection to the target. */
class Pair {
  readonly #client: Socket;
  readonly #target: Target;
  #server: Socket | undefined;

  constructor(client: Socket, target: Target) {
    this.#client = client;
    this.#target = target;
    client.on('error', () => this.reset());
  }

  /** The client has gone, and the server may not know yet. */
  get isClosed(): boolean {
    return this.#client.closed;
  }

  pause(): void {
    for (const [source, sink] of this.#directions()) {
      source.unpipe(sink);
      source.pause();
    }
  }

  resume(): void {
    this.#server ??= this.#connect();
    for (const [source, sink] of this.#directions()) source.pipe(sink);
  }

  reset(): void {
    for (const socket of [this.#client, this.#server]) {
      // Node leaks a socket that is reset while it is being shut down, and its process then never ends.
      if (socket?.writableEnded === true) socket.destroy();
      else socket?.resetAndDestroy();
    }
  }

  endServer(): void {
    this.#server?.destroySoon();
  }

  #connect(): Socket {
    const server = connect({ ...this.#target, noDelay: true });
    server.on('error', () => this.reset());
    return server;
  }

  #directions(): readonly (readonly [Socket, Socket])[] {
    const server = this.#server;
    return server === undefined
      ? []
      : [
          [this.#client, server],
          [server, this.#client],
        ];
  }
}

/** Starts a proxy in front of a server. */
export async function tcpProxy(target: Target): Promise<TcpProxy> {
  return TcpProxy.start({ host: target.host, port: target.port });
}
