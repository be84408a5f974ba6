import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { COMPILER } from '../../tools/typescript/compiler.mjs';

const BENCH = fileURLToPath(new URL('..', import.meta.url));
const ROOT = join(BENCH, '..');
const PACKAGES = { memory: ['broker-memory'], redis: ['broker-redis'], trainer: ['channels', 'broker-memory', 'broker-redis'] };

/** Installs the contenders when they are missing, and builds what is measured. */
export function prepare(suite) {
  if (!existsSync(join(BENCH, 'node_modules/.package-lock.json'))) run('npm', ['ci'], BENCH);
  for (const name of PACKAGES[suite]) run(process.execPath, [COMPILER, '-b', `packages/${name}`], ROOT);
}

function run(command, args, cwd) {
  const { status } = spawnSync(command, args, { cwd, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' && command === 'npm' });
  if (status !== 0) throw new Error(`"${command} ${args.join(' ')}" failed.`);
}
