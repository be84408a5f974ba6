import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { basename } from 'node:path';

import type { Tarball, Tarballs } from './tarballs.js';

/**
 * A registry on 127.0.0.1 that has our packages and nothing else; everything else comes from the registry that npm is configured for.
 * It answers what `npm install` asks (https://github.com/npm/registry/blob/main/docs/REGISTRY-API.md): the document of a package, and
 * its tarball.
 */
export class LocalRegistry implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    this.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }

  static async start(tarballs: Tarballs): Promise<LocalRegistry> {
    const shelf = await stock(tarballs);
    const server = createServer(({ url = '', headers: { host = '' } }, response) => {
      const answer = shelf.get(decodeURIComponent(url.slice(1)));
      if (answer === undefined) response.writeHead(404).end('{}');
      else response.end(answer(`http://${host}/`));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new LocalRegistry(server);
  }

  /** The `.npmrc` that sends npm here for our packages. */
  get npmrc(): string {
    return `@runwire:registry=${this.url}\nfund=false\naudit=false\nupdate-notifier=false\n`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

type Answer = (registry: string) => Buffer | string;

/** What there is, by its path. */
async function stock({ all }: Tarballs): Promise<ReadonlyMap<string, Answer>> {
  const shelf = new Map<string, Answer>();
  for (const tarball of all) {
    const bytes = await readFile(tarball.file);
    const integrity = `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
    shelf.set(basename(tarball.file), () => bytes);
    shelf.set(tarball.package.name, (registry) => JSON.stringify(documentOf(tarball, registry, integrity)));
  }
  return shelf;
}

function documentOf({ package: { name, manifest }, file }: Tarball, registry: string, integrity: string): unknown {
  const dist = { tarball: `${registry}${basename(file)}`, integrity };
  return { name, 'dist-tags': { latest: manifest.version }, versions: { [manifest.version]: { ...manifest, dist } } };
}
