import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort } from './free-port.js';
import { GuardedProcess } from './guarded-process.js';
import { redisCommand } from './redis-command.js';
import { type RedisOptions, configFile } from './redis-config.js';
import { replyText } from './redis-reply.js';
import { waitUntil } from './wait-until.js';

export type { RedisOptions } from './redis-config.js';

const READY_WITHIN_MS = 20_000;
const MAX_ATTEMPTS = 20;

/** A real redis-server on 127.0.0.1 with a temporary folder of its own. It goes with the test, or at the latest with the test process. */
export class RedisServer implements AsyncDisposable {
  readonly host = '127.0.0.1';
  readonly port: number;
  /** Holds redis.conf, redis.log and whatever the server persists; survives `kill` and `restart`, not `stop`. */
  readonly dir: string;
  readonly #options: RedisOptions;
  #process: GuardedProcess;

  private constructor(place: { readonly port: number; readonly dir: string }, options: RedisOptions, process: GuardedProcess) {
    this.port = place.port;
    this.dir = place.dir;
    this.#options = options;
    this.#process = process;
  }

  static async start(options: RedisOptions): Promise<RedisServer> {
    for (let attempt = 1; ; attempt += 1) {
      const port = options.port ?? (await freePort());
      const dir = await mkdtemp(join(tmpdir(), 'runwire-redis-'));
      try {
        await writeFile(join(dir, 'redis.conf'), configFile({ ...options, port, dir }));
        return new RedisServer({ port, dir }, options, await launch(dir, options));
      } catch (error) {
        await rm(dir, { recursive: true, force: true });
        if (attempt === MAX_ATTEMPTS || !(error instanceof PortTakenError)) throw error;
      }
    }
  }

  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** `redis://127.0.0.1:<port>`, with `rediss` and the password where they apply. */
  get url(): string {
    const { tls, password } = this.#options;
    const credentials = password === undefined ? '' : `:${encodeURIComponent(password)}@`;
    return `${tls === undefined ? 'redis' : 'rediss'}://${credentials}${this.host}:${this.port}`;
  }

  /** Runs one command as the default user and gives its reply as text, one line per element. An error reply rejects. */
  async cli(...args: readonly string[]): Promise<string> {
    const { tls, password } = this.#options;
    return replyText(await redisCommand({ host: this.host, port: this.port, password, ca: tls?.ca }, args));
  }

  async log(): Promise<string> {
    return readFile(join(this.dir, 'redis.log'), 'utf8');
  }

  /** SIGKILL: what is not yet on disk is lost. Resolves when the process is gone. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Starts the server again on its port and folder, after a `kill` if it still runs. Resolves when it accepts commands. */
  async restart(): Promise<void> {
    await this.kill();
    // A connection of the test may hold the port for a moment.
    this.#process = await waitUntil(() => launch(this.dir, this.#options), {
      withinMs: READY_WITHIN_MS,
      what: `Redis to restart on port ${this.port}`,
    });
  }

  /** SIGSTOP: connections stay open, nothing answers. */
  freeze(): void {
    this.#process.signal('SIGSTOP');
  }

  thaw(): void {
    this.#process.signal('SIGCONT');
  }

  /** Ends the server and removes its folder. Idempotent. */
  async stop(): Promise<void> {
    await this.kill();
    await rm(this.dir, { recursive: true, force: true });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Starts a Redis server and resolves when it accepts commands. Nothing is persisted unless `appendonly` is set. */
export async function startRedis(options: RedisOptions = {}): Promise<RedisServer> {
  return RedisServer.start(options);
}

class PortTakenError extends Error {}

async function launch(dir: string, { sentinel }: RedisOptions): Promise<GuardedProcess> {
  const logFile = join(dir, 'redis.log');
  await writeFile(logFile, '');
  const args = [join(dir, 'redis.conf'), ...(sentinel === true ? ['--sentinel'] : [])];
  const server = await GuardedProcess.start(process.env['REDIS_SERVER'] ?? 'redis-server', args, dir);
  const log = await waitUntil(() => settled(server, logFile), { withinMs: READY_WITHIN_MS, what: 'redis-server to start' }).catch(
    async (error: unknown) => {
      await server.kill();
      throw error;
    },
  );
  if (server.running) return server;
  if (log.includes('Address already in use')) throw new PortTakenError(log);
  throw new Error(`redis-server ended at once; is it on the PATH, or named by REDIS_SERVER?\n${log}`);
}

/** The log, as soon as the server either accepts commands or has ended. */
async function settled(server: GuardedProcess, logFile: string): Promise<string | undefined> {
  const wasRunning = server.running;
  const log = await readFile(logFile, 'utf8');
  if (!wasRunning) return log === '' ? '(no log)' : log;
  return log.includes('Ready to accept connections') || log.includes('Sentinel ID is') ? log : undefined;
}
