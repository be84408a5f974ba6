import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { waitUntil } from '../../../../tools/testing/wait-until.js';

const BIN = fileURLToPath(new URL('../../bin/runwire-trainer.js', import.meta.url));

/** The built program in a process of its own, with its output piped. */
export class TrainerProcess implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly #closed: Promise<unknown>;
  stdout = '';
  stderr = '';

  constructor(args: readonly string[], environment: Readonly<Record<string, string>> = {}) {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [BIN, ...args], { env: { PATH, ...environment }, stdio: ['ignore', 'pipe', 'pipe'] });
    child.stdout.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    this.#child = child;
    this.#closed = once(child, 'close');
  }

  /** The lines of `--json`, parsed. */
  get updates(): readonly Record<string, unknown>[] {
    return this.stdout.split('\n').slice(0, -1).map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** Resolves when a line of `--json` fits. */
  async saw(fits: (update: Record<string, unknown>) => boolean, what: string): Promise<void> {
    await waitUntil(() => this.updates.some(fits), { withinMs: 30_000, what: `the trainer to tell ${what}; it said ${this.stderr}` });
  }

  signal(name: NodeJS.Signals): void {
    this.#child.kill(name);
  }

  /** The exit code, or the signal that ended it. */
  async ended(): Promise<number | NodeJS.Signals | null> {
    await this.#closed;
    return this.#child.exitCode ?? this.#child.signalCode;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.signal('SIGKILL');
    await this.#closed;
  }
}

/** Runs a command line to its end. */
export async function runTrainer(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<{ exitCode: unknown; stdout: string; stderr: string; tookMs: number }> {
  const startedAt = performance.now();
  await using trainer = new TrainerProcess(args, environment);
  const exitCode = await trainer.ended();
  return { exitCode, stdout: trainer.stdout, stderr: trainer.stderr, tookMs: performance.now() - startedAt };
}
