import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';

const run = promisify(execFile);
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

describe('the pipeline', () => {
  let dir: string;

  beforeEach(async () => {
    dir = await mkdtemp(join(tmpdir(), 'runwire-pipeline-'));
  });

  afterEach(() => rm(dir, { recursive: true }));

  it('ends with a count also when the dependencies cannot be installed', async () => {
    await mkdir(join(dir, '.ci'));
    await cp(here('../../../.ci/run'), join(dir, '.ci/run'));
    await writeFile(join(dir, 'package.json'), '{ "name": "without-a-lock" }');
    const pipeline = run(join(dir, '.ci/run'), [], { cwd: '/' });
    await expect(pipeline).rejects.toMatchObject({ code: 1, stdout: expect.stringMatching(/(^|\n)0 passed, 1 failed\n$/) });
  });

  it.each([
    { name: 'a failing test', source: "it('fails', () => { throw new Error('as it should'); }); it('passes', () => undefined);", count: { passed: 1, failed: 1 } },
    { name: 'a file that cannot be loaded', source: "import './absent.js'; it('passes', () => undefined);", count: { passed: 0, failed: 1 } },
    { name: 'a process warning', source: "it('warns', async () => { process.emitWarning('careful'); });", count: { failed: 1 } },
    { name: 'a lost rejection', source: "it('loses', async () => { Promise.reject(new Error('lost')); await new Promise(setImmediate); });", count: { failed: 1 } },
    { name: 'a handle left open', source: "it('listens', async () => { (await import('node:net')).createServer().listen(0); });", count: { passed: 1, failed: 1 } },
  ])('counts $name as failed', async ({ source, count }) => {
    await writeFile(join(dir, 'package.json'), '{ "type": "module" }');
    await writeFile(join(dir, 'jest.config.mjs'), `export { default } from '${here('../../jest/preset.mjs')}';\n`);
    await symlink(here('../../../node_modules'), join(dir, 'node_modules'));
    await mkdir(join(dir, 'test'));
    await writeFile(join(dir, 'test/probe.test.ts'), `${source}\n`);
    await expect(run(process.execPath, [here('../../jest/run.mjs')], { cwd: dir })).rejects.toMatchObject({ code: 1 });
    expect(JSON.parse(await readFile(join(dir, 'test-results/count.json'), 'utf8'))).toMatchObject(count);
  });
});
