import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from '../../testing/free-port.js';
import { GuardedProcess } from '../../testing/guarded-process.js';
import { waitUntil } from '../../testing/wait-until.js';

/** A registry on 127.0.0.1 for our packages alone; everything else comes from the registry that npm is configured for. */
export class LocalRegistry implements AsyncDisposable {
  readonly url: string;
  readonly #dir: string;
  readonly #process: GuardedProcess;

  private constructor(url: string, dir: string, process: GuardedProcess) {
    this.url = url;
    this.#dir = dir;
    this.#process = process;
  }

  static async start(verdaccio: string): Promise<LocalRegistry> {
    const dir = await mkdtemp(join(tmpdir(), 'runwire-registry-'));
    const url = `http://127.0.0.1:${await freePort()}/`;
    await mkdir(join(dir, 'storage'));
    await writeFile(join(dir, 'config.yaml'), JSON.stringify(configuration(dir))); // JSON is YAML
    const process_ = await GuardedProcess.start(process.execPath, [verdaccio, '--config', join(dir, 'config.yaml'), '--listen', url], dir);
    const registry = new LocalRegistry(url, dir, process_);
    await registry.#ready();
    return registry;
  }

  /** The `.npmrc` that sends npm here for our packages. Without a token npm does not publish; this registry takes any. */
  get npmrc(): string {
    return `@runwire:registry=${this.url}\n${this.url.slice('http:'.length)}:_authToken=any\nfund=false\naudit=false\nupdate-notifier=false\n`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process.kill();
    await rm(this.#dir, { recursive: true, force: true });
  }

  async #ready(): Promise<void> {
    try {
      await waitUntil(() => fetch(`${this.url}-/ping`).then(({ ok }) => ok), { withinMs: 30_000, what: 'the local registry' });
    } catch (error) {
      const log = await readFile(join(this.#dir, 'verdaccio.log'), 'utf8').catch(() => 'it wrote no log');
      await this[Symbol.asyncDispose]();
      throw new Error(`The local registry did not start: ${log}`, { cause: error });
    }
  }
}

function configuration(dir: string): unknown {
  return {
    storage: join(dir, 'storage'),
    packages: { '@runwire/*': { access: '$all', publish: '$all' } },
    web: { enable: false },
    log: { type: 'file', path: join(dir, 'verdaccio.log'), level: 'warn' },
  };
}
