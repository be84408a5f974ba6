import { runCli } from '../../src/cli/run-cli.js';
import { RecordingOutput } from '../console/sample-updates.js';

export interface Called {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, with its output piped. */
export async function callCli(args: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Called> {
  const stdout = new RecordingOutput();
  const stderr = new RecordingOutput();
  const { signal } = new AbortController();
  const exitCode = await runCli(args, { stdout, stderr, environment, signal });
  return { exitCode, stdout: stdout.text, stderr: stderr.text };
}
