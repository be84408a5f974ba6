import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { WorkspaceCopy } from './workspace-copy.js';

const EVERYTHING = ['broker-core', 'broker-memory', 'broker-redis', 'channels', 'demo-trainer', 'events', 'monitor', 'workspace'];
// They use every package, so any change of one runs them, too: no news here.
const USERS = ['documentation', 'examples', 'packaging'];

interface TaskGraphFile {
  readonly tasks: { readonly roots: readonly string[]; readonly tasks: Readonly<Record<string, { readonly target: { readonly project: string; readonly target: string } }>> };
}

describe('nx affected -t lint typecheck test build', () => {
  let copy: WorkspaceCopy;

  beforeAll(async () => {
    copy = await WorkspaceCopy.create();
    await copy.commit();
  }, 120_000);

  afterAll(() => copy[Symbol.asyncDispose]());

  it('runs broker-redis and the apps after a change in broker-redis', async () => {
    await expect(testedAfterChanging('packages/broker-redis/src/probe.ts')).resolves.toEqual(['broker-redis', 'demo-trainer', 'monitor']);
  });

  it('runs one app after a change in its sources', async () => {
    await expect(testedAfterChanging('apps/monitor/src/probe.ts')).resolves.toEqual(['monitor']);
  });

  it('runs events and what stands on it after a change in events', async () => {
    await expect(testedAfterChanging('packages/events/src/probe.ts')).resolves.toEqual(['channels', 'demo-trainer', 'events', 'monitor']);
  });

  it('runs everything after a change of the lint rules or the test support', async () => {
    await expect(testedAfterChanging('tools/eslint/probe.mjs')).resolves.toEqual(EVERYTHING);
    await expect(testedAfterChanging('tools/testing/probe.ts')).resolves.toEqual(EVERYTHING);
  });

  it('runs nothing but its samples after a change in the documentation', async () => {
    await expect(affectedByChanging('docs/probe.md')).resolves.toEqual(['documentation']);
  });

  it('packs and installs after a change of what is published', async () => {
    await expect(affectedByChanging('packages/channels/README.md')).resolves.toEqual(expect.arrayContaining(['documentation', 'packaging']));
  });

  async function testedAfterChanging(path: string): Promise<readonly string[]> {
    const names = await affectedByChanging(path);
    return names.filter((name) => !USERS.includes(name));
  }

  /** The projects whose lint, typecheck and test tasks would run; builds of what they stand on come along, mostly from the cache. */
  async function affectedByChanging(path: string): Promise<readonly string[]> {
    const { exitCode, stdout, stderr } = await copy.run('nx', 'affected', '-t', 'lint', 'typecheck', 'test', 'build', `--files=${path}`, '--graph=tasks.json');
    if (exitCode !== 0) throw new Error(stdout + stderr);
    const { tasks } = JSON.parse(await readFile(join(copy.dir, 'tasks.json'), 'utf8')) as TaskGraphFile;
    const targets = Object.values(tasks.tasks).map(({ target }) => target);
    const projectsOf = (name: string) => targets.filter(({ target }) => target === name).map(({ project }) => project.replace('@runwire/', '')).sort();
    expect(projectsOf('lint')).toEqual(projectsOf('test'));
    expect(projectsOf('typecheck')).toEqual(projectsOf('test'));
    return projectsOf('test');
  }
});
