import type { ReadStream, WriteStream } from 'node:tty';
import { paintFor, type Paint } from '../terminal/paint.js';

/** What a command has of the world around it. */
export interface CliContext {
  readonly stdin: NodeJS.ReadStream | ReadStream;
  readonly stdout: NodeJS.WriteStream | WriteStream;
  readonly stderr: NodeJS.WritableStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Aborted when the process is asked to end: Ctrl-C, SIGTERM, SIGHUP. */
  readonly signal: AbortSignal;
}

/** Standard output, as commands write to it. */
export interface Output {
  readonly paint: Paint;
  readonly isTerminal: boolean;
  readonly columns: number;
  /** Writes one line and resolves when the other side has room for more. */
  line(text: string): Promise<void>;
}

/** The columns of a line where nobody can tell how wide it may be. */
const UNKNOWN_WIDTH = 100;

/** Standard output, coloured where it is a terminal that wants colours. */
export function outputOf({ stdout, environment }: CliContext): Output {
  const isTerminal = stdout.isTTY && environment['TERM'] !== 'dumb';
  const paint = paintFor({ isTerminal: stdout.isTTY, colorDepth: stdout.isTTY ? stdout.getColorDepth() : 1, environment });
  return {
    paint,
    isTerminal,
    get columns() {
      return stdout.isTTY && stdout.columns > 0 ? stdout.columns : UNKNOWN_WIDTH;
    },
    async line(text) {
      if (stdout.write(`${text}\n`)) return;
      await drained(stdout);
    },
  };
}

function drained(stdout: NodeJS.WritableStream): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      stdout.off('drain', done).off('close', done).off('error', done);
      resolve();
    };
    stdout.once('drain', done).once('close', done).once('error', done);
  });
}
