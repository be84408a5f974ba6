/** `npm run soak`: the fault table of packages/broker-redis/test/faults, run from source. Arguments go to soak.ts there. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { COMPILER } from './typescript/compiler.mjs';

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url));
const loader = new URL('typescript-loader.mjs', import.meta.url);

// Processes of their own run from the build.
const isBuilt = node(COMPILER, '-b', at('packages/broker-redis')) === 0;
const flags = ['--conditions=@runwire/source', '--enable-source-maps', `--import=${loader.href}`];
process.exitCode = isBuilt ? (node(...flags, at('packages/broker-redis/test/faults/soak.ts'), ...process.argv.slice(2)) ?? 1) : 1;

function node(...args) {
  return spawnSync(process.execPath, args, { stdio: 'inherit' }).status;
}
