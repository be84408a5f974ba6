#!/usr/bin/env node
/** Starts the compiled program. It exists before that does, so that npm links the command in a fresh clone, too. */
import { existsSync } from 'node:fs';

const program = new URL('../dist/bin.js', import.meta.url);
if (!existsSync(program)) {
  console.error('runwire-monitor is not built yet; run `npm run build` at the root of the repository first.');
  process.exit(1);
}
await import(program.href);
