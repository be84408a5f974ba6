import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const BIN = fileURLToPath(new URL('../../bin/runwire-monitor.js', import.meta.url));

export interface CommandResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly ms: number;
}

export interface CommandOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** Ends the command as soon as it has written this. */
  readonly until?: RegExp;
  /** A shell pipe behind the command, such as `| head -1`. */
  readonly pipe?: string;
}

/** Runs the built command to its end, output piped. */
export async function runCommand(args: readonly string[], { env = {}, until, pipe }: CommandOptions = {}): Promise<CommandResult> {
  const startedAt = performance.now();
  const line = [process.execPath, BIN, ...args].map((part) => `'${part}'`).join(' ');
  const child = spawn('bash', ['-c', pipe === undefined ? `exec ${line}` : `set -o pipefail; ${line} ${pipe}`], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    if (until?.test(stdout) === true) child.kill('SIGTERM');
  });
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  return { code, stdout, stderr, ms: performance.now() - startedAt };
}
