import { once } from 'node:events';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';

interface Target {
  readonly host: string;
  readonly port: number;
}

const SUBSCRIBES = /\r\n[ps]?subscribe\r\n/i;

/** A TCP proxy that can cut the connections on which somebody subscribes, and let all others be. */
export class DeliveryProxy implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #server: Server;
  readonly #target: Target;
  readonly #open = new Set<Socket>();
  readonly #delivering = new Set<Socket>();
  #isCut = false;

  private constructor(server: Server, target: Target) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('connection', (client: Socket) => { this.#accept(client); });
  }

  static async start({ host, port }: Target): Promise<DeliveryProxy> {
    const server = createServer({ noDelay: true }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DeliveryProxy(server, { host, port });
  }

  /** Ends every subscribing connection, and every one that tries to subscribe, until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const client of this.#delivering) client.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#open) client.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    const upstream = connect({ ...this.#target, noDelay: true });
    this.#open.add(client);
    upstream.pipe(client);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    client.on('close', () => {
      this.#open.delete(client);
      this.#delivering.delete(client);
      upstream.destroy();
    });
    upstream.on('close', () => client.destroy());
    client.on('data', (chunk: Buffer) => {
      if (!this.#delivering.has(client) && SUBSCRIBES.test(chunk.toString('latin1'))) this.#delivering.add(client);
      if (this.#isCut && this.#delivering.has(client)) client.destroy();
      else upstream.write(chunk);
    });
  }
}
