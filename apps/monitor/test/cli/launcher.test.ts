import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { BIN } from './run-command.js';

it('says in a clone that is not built what to do', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'runwire-launcher-'));
  try {
    await mkdir(join(dir, 'bin'));
    await copyFile(BIN, join(dir, 'bin/runwire-monitor.js'));
    await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
    const [code, stderr] = await new Promise<readonly [unknown, string]>((resolve) => {
      execFile(process.execPath, [join(dir, 'bin/runwire-monitor.js'), 'ls'], (error, _, text) => { resolve([error?.code, text]); });
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('run `npm run build`')]);
  } finally {
    await rm(dir, { recursive: true });
  }
});
