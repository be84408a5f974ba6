import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';

// A background shell holds the read end of a pipe whose write end is here. A line on it means the process ended in order;
// end of file means this test process died, by whatever signal, and the guarded one must go with it.
const GUARD = '(read -r _ <&3 || { kill -9 $$; rm -rf -- "$0"; }) & exec 3<&-; exec "$@"';

/** A child process that cannot outlive the test process, not even one ended by SIGKILL. */
export class GuardedProcess {
  readonly #child: ChildProcess;
  readonly #exited: Promise<unknown>;

  private constructor(child: ChildProcess) {
    this.#child = child;
    const lifeline = child.stdio[3] as Writable;
    lifeline.on('error', () => undefined); // EPIPE: the guard went first
    this.#exited = once(child, 'exit').then(() => lifeline.end('ended\n'));
    child.unref();
    (lifeline as Writable & { unref(): void }).unref();
  }

  /** Starts `command` in `dir`, which the guard removes when the test process dies. */
  static async start(command: string, args: readonly string[], dir: string): Promise<GuardedProcess> {
    const child = spawn('/bin/sh', ['-c', GUARD, dir, command, ...args], {
      cwd: dir,
      detached: true, // Ctrl-C in the terminal is the test process's to handle
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    await once(child, 'spawn');
    return new GuardedProcess(child);
  }

  get pid(): number {
    if (this.#child.pid === undefined) throw new Error('the process was never started');
    return this.#child.pid;
  }

  get running(): boolean {
    return this.#child.exitCode === null && this.#child.signalCode === null;
  }

  signal(name: NodeJS.Signals): void {
    if (this.running) this.#child.kill(name);
  }

  /** Ends the process by SIGKILL, frozen or not, and resolves when it is gone. */
  async kill(): Promise<void> {
    this.#child.ref();
    this.signal('SIGKILL');
    await this.#exited;
  }
}
