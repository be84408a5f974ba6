import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, type Server, type Socket, connect, createServer } from 'node:net';
import { connect as connectSecurely, createServer as createTlsServer } from 'node:tls';
import type { TlsCertificate } from '../../../../tools/testing/tls-certificate.js';

interface Target {
  readonly host: string;
  readonly port: number;
  /** PEM text of the authority; present: TLS. */
  readonly ca?: string;
}

const SUBSCRIBES = /\r\n[ps]?subscribe\r\n/i;

/** A TCP proxy that can cut, or silence, the connections on which somebody subscribes, and let all others be. */
export class DeliveryProxy implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  readonly #server: Server;
  readonly #target: Target;
  readonly #open = new Set<Socket>();
  /** Clients that subscribe, and the server's side of their connection. */
  readonly #delivering = new Map<Socket, Socket>();
  #isCut = false;

  private constructor(server: Server, target: Target) {
    this.#server = server;
    this.#target = target;
    this.port = (server.address() as AddressInfo).port;
    server.on('ca' in target ? 'secureConnection' : 'connection', (client: Socket) => { this.#accept(client); });
  }

  /** `tls`: of the server; the proxy presents the same certificate, to see what passes. */
  static async start({ host, port }: Target, tls?: TlsCertificate): Promise<DeliveryProxy> {
    const server = tls === undefined ? createServer() : await createSecureServer(tls);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new DeliveryProxy(server, tls === undefined ? { host, port } : { host, port, ca: tls.ca });
  }

  /** Ends every subscribing connection, and every one that tries to subscribe, until `mend`. */
  cut(): void {
    this.#isCut = true;
    for (const client of this.#delivering.keys()) client.destroy();
  }

  mend(): void {
    this.#isCut = false;
  }

  /** What is delivered stays on its way, on connections that stay open, until `unmute`. */
  mute(): void {
    for (const upstream of this.#delivering.values()) upstream.unpipe();
  }

  unmute(): void {
    for (const [client, upstream] of this.#delivering) upstream.pipe(client);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#open) client.destroy();
    if (!this.#server.listening) return;
    this.#server.close();
    await once(this.#server, 'close');
  }

  #accept(client: Socket): void {
    const upstream = 'ca' in this.#target ? connectSecurely(this.#target) : connect(this.#target);
    this.#open.add(client);
    for (const socket of [client, upstream]) socket.setNoDelay(true);
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
      if (!this.#delivering.has(client) && SUBSCRIBES.test(chunk.toString('latin1'))) this.#delivering.set(client, upstream);
      if (this.#isCut && this.#delivering.has(client)) client.destroy();
      else upstream.write(chunk);
    });
  }
}

async function createSecureServer({ certFile, keyFile }: TlsCertificate): Promise<Server> {
  const [cert, key] = await Promise.all([readFile(certFile), readFile(keyFile)]);
  return createTlsServer({ cert, key });
}
