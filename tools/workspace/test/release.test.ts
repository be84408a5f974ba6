import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';

import { WorkspaceCopy } from './workspace-copy.js';

const PACKAGES = ['broker-core', 'broker-memory', 'broker-redis', 'channels', 'events'] as const;
type Package = (typeof PACKAGES)[number];

interface Manifest {
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** Every test begins with all packages released as 0.1.0. */
describe('nx release', () => {
  let copy: WorkspaceCopy;

  beforeAll(async () => {
    copy = await WorkspaceCopy.create();
    for (const name of PACKAGES) await reset(name);
    await updateLock(false);
    await copy.commit();
    for (const name of PACKAGES) await copy.git('tag', `@runwire/${name}@0.1.0`);
  }, 120_000);

  afterEach(() => copy.reset(`@runwire/${PACKAGES[0]}@0.1.0`));

  afterAll(() => copy[Symbol.asyncDispose]());

  it('releases broker-redis alone after a fix in broker-redis', async () => {
    await commit('fix(broker-redis): wait for the replica', 'broker-redis');
    await release();
    await expect(versions()).resolves.toEqual({ 'broker-core': '0.1.0', 'broker-memory': '0.1.0', 'broker-redis': '0.1.1', channels: '0.1.0', events: '0.1.0' });
    await expect(tags()).resolves.toEqual(['@runwire/broker-redis@0.1.1']);
    await expect(changelog('broker-redis')).resolves.toMatch(/^## 0\.1\.1 .*Fixes\n\n- \*\*broker-redis:\*\* wait for the replica\n?$/s);
    await expect(changelog('broker-core')).rejects.toThrow('ENOENT');
  }, 120_000);

  it('moves the ranges of the dependents after a breaking change in broker-core', async () => {
    await updateLock(true);
    await copy.commit('chore: releases bring the lock up to date');
    await commit('feat(broker-core)!: receipts name their epoch\n\nBREAKING CHANGE: read receipt.epoch', 'broker-core');
    await release();
    await expect(versions()).resolves.toEqual({ 'broker-core': '0.2.0', 'broker-memory': '0.1.1', 'broker-redis': '0.1.1', channels: '0.1.1', events: '0.1.0' });
    for (const name of ['broker-memory', 'broker-redis', 'channels'] as const) {
      expect((await manifest(name)).peerDependencies).toEqual({ '@runwire/broker-core': '^0.2.0' });
      await expect(changelog(name)).resolves.toContain('Updated @runwire/broker-core to 0.2.0');
    }
    await expect(changelog('broker-core')).resolves.toMatch(/Breaking Changes\n\n- \*\*broker-core:\*\* receipts name their epoch\s+read receipt\.epoch/);
    await expectLockInStep();
  }, 120_000);

  it('breaks the dependents, too, when the commit of a breaking change names no package', async () => {
    await commit('feat!: a broker is closed once', 'broker-core');
    await release();
    await expect(versions()).resolves.toEqual({ 'broker-core': '0.2.0', 'broker-memory': '0.2.0', 'broker-redis': '0.2.0', channels: '0.2.0', events: '0.1.0' });
  }, 120_000);

  it('gives each package its own version, from its own commits', async () => {
    await commit('feat(events)!: a heartbeat names its interval', 'events');
    await commit('feat(channels): a channel names its clock', 'channels');
    await commit('docs(broker-memory): say it better', 'broker-memory');
    await release();
    await expect(versions()).resolves.toEqual({ 'broker-core': '0.1.0', 'broker-memory': '0.1.0', 'broker-redis': '0.1.0', channels: '0.1.1', events: '0.2.0' });
    expect((await manifest('channels')).dependencies).toMatchObject({ '@runwire/events': '^0.2.0' });
  }, 120_000);

  /** So that `npm ci` goes on working after the release. */
  async function expectLockInStep(): Promise<void> {
    const { packages } = JSON.parse(await read('package-lock.json')) as { readonly packages: Readonly<Record<string, Manifest>> };
    expect(packages['packages/broker-core']?.version).toBe('0.2.0');
    expect(packages['packages/broker-redis']?.peerDependencies).toEqual({ '@runwire/broker-core': '^0.2.0' });
    await expect(copy.git('status', '--porcelain')).resolves.toBe('');
  }

  /** One commit that touches these packages. */
  async function commit(message: string, ...names: readonly Package[]): Promise<void> {
    for (const name of names) await copy.write(`packages/${name}/src/probe.ts`, `// ${message}\n`);
    await copy.commit(message);
  }

  async function release(): Promise<void> {
    const { exitCode, stdout, stderr } = await copy.run('nx', 'release', '--skip-publish');
    if (exitCode !== 0) throw new Error(stdout + stderr);
  }

  /** Whether releases bring the lock file up to date, as they do: npm takes its time, so one test does. */
  async function updateLock(updates: boolean): Promise<void> {
    const config = JSON.parse(await read('nx.json')) as { readonly release: { readonly version: object } };
    const version = { ...config.release.version, versionActionsOptions: { skipLockFileUpdate: !updates } };
    await copy.write('nx.json', JSON.stringify({ ...config, release: { ...config.release, version } }));
  }

  /** Whatever the packages have come to by now. */
  async function reset(name: Package): Promise<void> {
    const text = await read(`packages/${name}/package.json`);
    await copy.write(`packages/${name}/package.json`, text.replace(/"version": "[^"]*"/, '"version": "0.1.0"').replaceAll(/("@runwire\/[^"]*": )"\^[^"]*"/g, '$1"^0.1.0"'));
    await copy.remove(`packages/${name}/CHANGELOG.md`);
  }

  async function versions(): Promise<Record<string, string>> {
    return Object.fromEntries(await Promise.all(PACKAGES.map(async (name) => [name, (await manifest(name)).version] as const)));
  }

  /** What the release tagged, besides the tags that were there. */
  async function tags(): Promise<readonly string[]> {
    const all = (await copy.git('tag', '--list')).trim().split('\n');
    return all.filter((tag) => !tag.endsWith('@0.1.0'));
  }

  async function manifest(name: Package): Promise<Manifest> {
    return JSON.parse(await read(`packages/${name}/package.json`)) as Manifest;
  }

  function changelog(name: Package): Promise<string> {
    return read(`packages/${name}/CHANGELOG.md`);
  }

  function read(path: string): Promise<string> {
    return readFile(join(copy.dir, path), 'utf8');
  }
});
