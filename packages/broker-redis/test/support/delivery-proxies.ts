import type { RedisServer } from '../../../../tools/testing/redis-server.js';
import type { TlsCertificate } from '../../../../tools/testing/tls-certificate.js';
import type { Reach } from '../../src/connection/server-address.js';
import { DeliveryProxy } from './delivery-proxy.js';

/** A proxy before each of some servers. */
export class DeliveryProxies implements AsyncDisposable {
  readonly #proxies: ReadonlyMap<number, DeliveryProxy>;

  private constructor(proxies: ReadonlyMap<number, DeliveryProxy>) {
    this.#proxies = proxies;
  }

  static async start(servers: readonly RedisServer[], tls?: TlsCertificate): Promise<DeliveryProxies> {
    return new DeliveryProxies(new Map(await Promise.all(servers.map(async (server) => [server.port, await DeliveryProxy.start(server, tls)] as const))));
  }

  /** For a broker that goes through them. */
  readonly reach: Reach = (address) => this.#proxies.get(address.port) ?? address;

  cut(): void {
    for (const proxy of this.#proxies.values()) proxy.cut();
  }

  mend(): void {
    for (const proxy of this.#proxies.values()) proxy.mend();
  }

  /** What these servers deliver stays on its way, on connections that stay open, until `unmute`. */
  mute(servers: readonly RedisServer[]): void {
    for (const { port } of servers) this.#proxies.get(port)?.mute();
  }

  unmute(): void {
    for (const proxy of this.#proxies.values()) proxy.unmute();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(Array.from(this.#proxies.values(), (proxy) => proxy[Symbol.asyncDispose]()));
  }
}
