import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { isProgram, runSample, samplesOf, withRedisAt } from '../../testing/markdown-samples.js';
import { type RedisServer, startRedis } from '../../testing/redis-server.js';
import { expectedContents } from './expected-contents.js';
import { installCommand } from './install-command.js';
import { COMPILERS } from './packaging-tools.js';
import { doorsOf, PUBLISHED, type PublishedPackage } from './published-packages.js';
import { findResolutionProblems } from './resolution-problems.js';
import { Stage } from './stage.js';
import { typeErrors } from './type-errors.js';

const CORE = '@runwire/broker-core';
const MEMORY = '@runwire/broker-memory';
const REDIS = '@runwire/broker-redis';
const CHANNELS = '@runwire/channels';
const EVENTS = '@runwire/events';
const EVERYTHING = [MEMORY, REDIS, CHANNELS];

/** A whole round: publishes, receives and stores, on the broker that the environment names. */
const ROUND = `
const subscription = broker.subscribe('training.*');
await subscription.ready;
await broker.publish('training.status', 'running');
for await (const { topic, data } of subscription) {
  console.log(topic, data);
  break;
}
await broker.close();
`;
const IMPORTED_ROUND = `import { createMessageBroker } from '${CORE}';\nconst broker = await createMessageBroker();\n${ROUND}`;
const REQUIRED_ROUND = `(async () => {\nconst { createMessageBroker } = require('${CORE}');\nconst broker = await createMessageBroker();\n${ROUND}})();`;
const ROUND_PRINTED = { exitCode: 0, stdout: 'training.status running\n', stderr: '' };

let stage: Stage;
let redis: RedisServer;
let resolutionProblems: ReadonlyMap<PublishedPackage, unknown>;

const open: AsyncDisposable[] = [];

beforeAll(async () => {
  open.push((redis = await startRedis()));
  open.push((stage = await Stage.open()));
  resolutionProblems = await findResolutionProblems(stage.tools.attw, stage.tarballs);
}, 400_000);

afterAll(async () => {
  for (const each of open) await each[Symbol.asyncDispose]();
});

describe.each(PUBLISHED)('the tarball of $name', (each) => {
  it('holds sources, what is compiled from them, data and papers, and nothing else', () => {
    const tarball = stage.tarballs.of(each);
    expect(tarball.contents).toEqual(expectedContents(each));
  });

  it('has types that resolve as its modules do', () => {
    expect(resolutionProblems.get(each)).toEqual([]);
  });
});

describe.each(PUBLISHED)('$name, installed alone', (each) => {
  it('brings what it needs: import and require give the same module', async () => {
    const folder = await stage.folderWith(each.name);
    const program = `import { createRequire } from 'node:module';
      const require = createRequire(import.meta.url);
      for (const door of ${JSON.stringify(doorsOf(each))}) console.log(door, require(door) === (await import(door)));`;
    await expect(folder.run(program)).resolves.toEqual({ exitCode: 0, stdout: doorsOf(each).map((door) => `${door} true\n`).join(''), stderr: '' });
  });

  it('resolves its types, without @types/node', async () => {
    const folder = await stage.folderWith(each.name);
    expect(await typeErrors(folder, doorsOf(each), stage.tools.compiler('7.0'))).toBe('');
  });

  it('brings nothing that it does not name', async () => {
    const own = (await (await stage.folderWith(each.name)).installed()).filter((name) => name.startsWith('@runwire/'));
    expect(own).toEqual(runwirePackagesOf(each));
  });
});

describe('every package in one application', () => {
  it.each(COMPILERS)('resolves all types under TypeScript %s, without @types/node', async (version) => {
    const folder = await stage.folderWith(...EVERYTHING);
    expect(await typeErrors(folder, PUBLISHED.flatMap(doorsOf), stage.tools.compiler(version))).toBe('');
  });

  it('has one copy of broker-core, and of everything else of ours', async () => {
    const own = (await (await stage.folderWith(...EVERYTHING)).installed()).filter((name) => name.startsWith('@runwire/'));
    expect(own).toEqual([CORE, MEMORY, REDIS, CHANNELS, EVENTS]);
  });

  it('runs the same program on memory and on Redis', async () => {
    const folder = await stage.folderWith(...EVERYTHING);
    await expect(folder.run(IMPORTED_ROUND, 'mjs', { MESSAGE_BROKER_TYPE: 'memory' })).resolves.toEqual(ROUND_PRINTED);
    await expect(folder.run(IMPORTED_ROUND, 'mjs', onRedis('all'))).resolves.toEqual(ROUND_PRINTED);
  });
});

describe('only some of the packages', () => {
  it('the memory backend brings no Redis client, and works', async () => {
    const folder = await stage.folderWith(CORE, MEMORY);
    await expect(folder.installed()).resolves.toEqual([CORE, MEMORY, 'zod']);
    await expect(folder.run(IMPORTED_ROUND)).resolves.toEqual(ROUND_PRINTED);
    await expect(folder.run(REQUIRED_ROUND, 'cjs')).resolves.toEqual(ROUND_PRINTED);
  });

  it('the Redis backend brings its Redis client, and works', async () => {
    const folder = await stage.folderWith(REDIS);
    await expect(folder.installed()).resolves.toEqual(expect.arrayContaining([CORE, REDIS, 'ioredis']));
    await expect(folder.run(IMPORTED_ROUND, 'mjs', onRedis('import'))).resolves.toEqual(ROUND_PRINTED);
    await expect(folder.run(REQUIRED_ROUND, 'cjs', onRedis('require'))).resolves.toEqual(ROUND_PRINTED);
  });

  it('channels without a backend say what to install', async () => {
    const folder = await stage.folderWith(CHANNELS);
    const program = `import { BackendNotInstalledError, createMessageBroker } from '${CORE}';
      const error = await createMessageBroker().catch((error) => error);
      console.log(error instanceof BackendNotInstalledError, error.code, error.message);`;
    const stdout = `true BACKEND_NOT_INSTALLED The broker type is "memory", but its package is not installed; run: npm install ${MEMORY}\n`;
    await expect(folder.run(program)).resolves.toEqual({ exitCode: 0, stdout, stderr: '' });
  });
});

describe.each(PUBLISHED)('the README of $name', ({ name, folder: source }) => {
  it('shows programs that run with what it says to install', async () => {
    const readme = join(source, 'README.md');
    const folder = await stage.folderWith(...(await installCommand(readme)));
    const programs = (await samplesOf(readme)).filter(isProgram);
    expect(programs).not.toEqual([]);
    for (const sample of programs) await runSample(withRedisAt(sample, redis.url), { dir: folder.dir, env: name === REDIS ? onRedis(name) : {} });
  });
});

function onRedis(prefix: string): Record<string, string> {
  return { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url, REDIS_KEY_PREFIX: `${prefix}:` };
}

/** A package, and those of ours that it names. */
function runwirePackagesOf({ name, manifest }: PublishedPackage): readonly string[] {
  const named = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });
  return [name, ...named.filter((each) => each.startsWith('@runwire/'))].sort();
}
