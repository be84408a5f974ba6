import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const EXAMPLES = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);

/** What a program prints; rejects when it fails. */
export async function outputOf(program: string, env: Readonly<Record<string, string>> = {}): Promise<string> {
  const { stdout } = await run(process.execPath, [`${program}.mjs`], { cwd: EXAMPLES, env: { PATH: process.env['PATH'], ...env }, timeout: 30_000 });
  return stdout;
}
