import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import type { Ledger, Outcome } from './ledger.js';

const PROGRAM = fileURLToPath(new URL('./publisher-program.ts', import.meta.url));
const LOADER = new URL('../../../../tools/typescript-loader.mjs', import.meta.url).href;
const STARTED_WITHIN_MS = 30_000;

export interface PublisherProcessOptions {
  readonly server: { readonly host: string; readonly port: number };
  readonly topic: string;
  readonly ledger: Ledger;
  /** How many messages it publishes, numbered on from the ledger's last. */
  readonly count: number;
  readonly everyMs: number;
  readonly fillerBytes: number;
}

/** What the program tells: what became of messages, or `null` at its start and at its end. */
export type News = readonly (readonly [n: number, outcome: Outcome])[] | null;

/** A publisher in a process of its own, which can be killed. */
export class PublisherProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  readonly #ledger: Ledger;
  /** How many messages it has told of. */
  told = 0;
  #nulls = 0;

  private constructor(child: ChildProcess, { ledger, topic }: PublisherProcessOptions) {
    this.#child = child;
    this.#ledger = ledger;
    this.#exit = once(child, 'exit');
    child.on('message', (news: News) => {
      if (news === null) this.#nulls++;
      for (const [n, outcome] of news ?? []) {
        this.told++;
        this.#ledger.settle(topic, n, outcome);
      }
    });
  }

  /** Resolves when it begins to publish. Whatever it does not tell of may have been taken. */
  static async start(options: PublisherProcessOptions): Promise<PublisherProcess> {
    const { server, topic, ledger, count, everyMs, fillerBytes } = options;
    const first = ledger.last(topic) + 1;
    for (let n = 0; n < count; n++) ledger.begin(topic);
    const args = [server.host, server.port, topic, first, count, everyMs, fillerBytes].map(String);
    const child = fork(PROGRAM, args, { execArgv: ['--conditions=@runwire/source', '--disable-warning=ExperimentalWarning', `--import=${LOADER}`], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const process = new PublisherProcess(child, options);
    await waitUntil(() => process.#nulls > 0, { withinMs: STARTED_WITHIN_MS, what: 'a publisher to start in its process' });
    return process;
  }

  /** Resolves when it has published everything and has ended. */
  get done(): Promise<void> {
    return waitUntil(() => this.#nulls === 2, { withinMs: 60_000, what: 'the publisher to end' }).then(async () => { await this.#exit; });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
