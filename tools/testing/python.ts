import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Debian's python3-redis belongs to Debian's Python. */
const NAMES = ['python3', '/usr/bin/python3'];

/** The command of a Python that has redis-py. */
export async function pythonWithRedis(): Promise<string> {
  for (const name of NAMES) {
    if (await run(name, ['-c', 'import redis']).then(() => true, () => false)) return name;
  }
  throw new Error('No Python here has redis-py; run npm test at the root, which installs it where it can, or pip install redis.');
}
