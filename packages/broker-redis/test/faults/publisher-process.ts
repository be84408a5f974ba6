import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import type { Ledger } from './ledger.js';
import { outcomeOf } from './publisher.js';

const PROGRAM = fileURLToPath(new URL('./publisher-program.mjs', import.meta.url));
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

/** What the program tells: its beginning, its end, or what became of a message. */
type News = { readonly kind: 'begins' | 'ends' } | { readonly kind: 'told'; readonly n: number; readonly error?: { readonly code: string; readonly message: string } };

/** A publisher in a process of its own, run from the build, which can be killed. */
export class PublisherProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown>;
  /** How many messages it has told of. */
  told = 0;
  #state: 'starts' | 'begins' | 'ends' = 'starts';

  private constructor(child: ChildProcess, { ledger, topic }: PublisherProcessOptions) {
    this.#child = child;
    this.#exit = once(child, 'exit');
    child.on('message', (news: News) => {
      if (news.kind !== 'told') {
        this.#state = news.kind;
        return;
      }
      this.told++;
      ledger.settle(topic, news.n, news.error === undefined ? 'acknowledged' : outcomeOf(news.error));
    });
  }

  /** Resolves when it begins to publish. Whatever it does not tell of may have been taken. */
  static async start(options: PublisherProcessOptions): Promise<PublisherProcess> {
    const { server, topic, ledger, count, everyMs, fillerBytes } = options;
    const first = ledger.last(topic) + 1;
    for (let n = 0; n < count; n++) ledger.begin(topic);
    const args = [server.host, server.port, topic, first, count, everyMs, fillerBytes].map(String);
    const child = fork(PROGRAM, args, { execArgv: [], stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
    const process = new PublisherProcess(child, options);
    await waitUntil(() => process.#state !== 'starts', { withinMs: STARTED_WITHIN_MS, what: 'a publisher to start in its process' });
    return process;
  }

  /** Resolves when it has published everything and has ended. */
  get done(): Promise<void> {
    return waitUntil(() => this.#state === 'ends', { withinMs: 60_000, what: 'the publisher to end' }).then(async () => { await this.#exit; });
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGKILL');
    await this.#exit;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.kill();
  }
}
