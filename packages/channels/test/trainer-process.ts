import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { inTime } from './take.js';

/** A trainer in a process of its own, run from the build. */
export class TrainerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #exit: Promise<unknown[]>;
  #output = '';

  private constructor(child: ChildProcess) {
    this.#child = child;
    this.#exit = once(child, 'exit');
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
  }

  /** Resolves when its training loop is about to begin. */
  static async start(...args: readonly (string | number)[]): Promise<TrainerProcess> {
    const child = fork(fileURLToPath(new URL('./busy-trainer.mjs', import.meta.url)), args.map(String), { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], execArgv: [] });
    const trainer = new TrainerProcess(child);
    const ended = trainer.#exit.then(() => Promise.reject(new Error(`The trainer ended early: ${trainer.#output}`)));
    await inTime(Promise.race([once(child, 'message'), ended]), { withinMs: 20_000 });
    ended.catch(() => undefined);
    return trainer;
  }

  /** What it printed, when it has ended. */
  async output(): Promise<string> {
    await inTime(this.#exit, { withinMs: 20_000 });
    return this.#output.trim();
  }

  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#exit;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) await this.kill();
  }
}
