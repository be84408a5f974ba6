import { spawn, type ChildProcess } from 'node:child_process';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { BIN } from './run-command.js';

export interface TerminalOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
}

// eslint-disable-next-line no-control-regex
const DRAWN_LINE = /\u001b\[(\d+);1H(.*?)\u001b\[K/gs;
// eslint-disable-next-line no-control-regex
const STYLE = /\u001b\[[0-9;]*m/g;
const WITHIN_MS = 20_000;

/** The built command in a pseudo-terminal (by `script` of util-linux), with what it wrote and a keyboard. */
export class Terminal {
  readonly #child: ChildProcess;
  readonly #exited: Promise<number | null>;
  #output = '';

  constructor(args: readonly string[], { env = {}, columns = 100, rows = 30 }: TerminalOptions = {}) {
    const line = [process.execPath, BIN, ...args].map((part) => `'${part}'`).join(' ');
    const command = `stty cols ${String(columns)} rows ${String(rows)}; echo "pid $$"; exec ${line}`;
    this.#child = spawn('script', ['-qefc', command, '/dev/null'], { env: { PATH: process.env['PATH'], TERM: 'xterm-256color', COLORTERM: 'truecolor', SHELL: '/bin/sh', ...env }, stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdout?.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#exited = new Promise((resolve) => this.#child.on('close', resolve));
  }

  /** Everything written so far. */
  get output(): string {
    return this.#output;
  }

  /** The lines of the picture as they stand, without styles; empty strings where nothing was drawn. */
  get picture(): readonly string[] {
    return this.styledPicture.map((line) => line.replaceAll(STYLE, ''));
  }

  /** The same with its styles. */
  get styledPicture(): readonly string[] {
    const lines: string[] = [];
    for (const [, row, text = ''] of this.#output.matchAll(DRAWN_LINE)) lines[Number(row) - 1] = text;
    return Array.from({ length: lines.length }, (_, row) => lines[row] ?? '');
  }

  async seen(text: string | RegExp): Promise<void> {
    await waitUntil(() => (typeof text === 'string' ? this.picture.join('\n').includes(text) : text.test(this.picture.join('\n'))), { withinMs: WITHIN_MS, what: `${String(text)} in the terminal, which shows:\n${this.picture.join('\n')}` });
  }

  press(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  signal(name: NodeJS.Signals): void {
    const pid = Number(/pid (\d+)/.exec(this.#output)?.[1]);
    process.kill(pid, name);
  }

  /** The exit code, as soon as it has ended. */
  async ended(): Promise<number | null> {
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), WITHIN_MS);
    const code = await this.#exited;
    clearTimeout(timer);
    return code;
  }
}
