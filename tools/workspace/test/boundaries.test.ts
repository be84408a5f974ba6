import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

import { WorkspaceCopy } from './workspace-copy.js';

const BOUNDARIES = '@nx/enforce-module-boundaries';

const FORBIDDEN = [
  { from: 'packages/channels/src', to: '@runwire/broker-redis', because: 'layer:channels' },
  { from: 'packages/channels/src', to: '@runwire/broker-memory', because: 'layer:channels' },
  { from: 'packages/channels/src', to: '../../broker-redis/src/index.js', because: 'relative' },
  { from: 'packages/channels/src', to: 'ioredis', because: 'layer:channels' },
  { from: 'packages/channels/src', to: '@runwire/monitor', because: 'apps' },
  { from: 'packages/channels/test', to: '@runwire/broker-redis', because: 'layer:channels' },
  { from: 'packages/broker-core/src', to: 'ioredis', because: 'layer:core' },
  { from: 'packages/broker-core/src', to: '@runwire/events', because: 'layer:core' },
  { from: 'packages/broker-core/test', to: '@runwire/broker-memory', because: 'Circular' },
  { from: 'packages/events/src', to: '@runwire/broker-core', because: 'layer:events' },
  { from: 'packages/broker-memory/src', to: '@runwire/broker-redis', because: 'layer:backend' },
  { from: 'packages/broker-memory/src', to: 'ioredis', because: 'backend:memory' },
  { from: 'packages/broker-redis/src', to: '@runwire/broker-memory', because: 'layer:backend' },
  { from: 'packages/broker-redis/src', to: '@runwire/channels', because: 'layer:backend' },
  { from: 'apps/monitor/src', to: 'ioredis', because: 'layer:app' },
  { from: 'apps/demo-trainer/src', to: '@runwire/monitor', because: 'Circular' },
];

const ALLOWED = [
  { from: 'packages/channels/src', to: '@runwire/broker-core' },
  { from: 'packages/channels/src', to: '@runwire/events' },
  { from: 'packages/channels/test', to: '@runwire/broker-memory' },
  { from: 'packages/broker-redis/src', to: '@runwire/broker-core' },
  { from: 'packages/broker-redis/src', to: 'ioredis' },
  { from: 'packages/broker-redis/test', to: '../../../tools/testing/redis-server.js' },
  { from: 'apps/monitor/src', to: '@runwire/broker-redis' },
  { from: 'apps/monitor/src', to: '@runwire/demo-trainer' },
];

/** The boundaries of the real configuration, without the rules that need types: they would load every package. */
const ONLY_BOUNDARIES = `
import config from './eslint.config.mjs';
const boundaries = ({ rules = {}, ...rest }) => ({ ...rest, rules: '${BOUNDARIES}' in rules ? { '${BOUNDARIES}': rules['${BOUNDARIES}'] } : {} });
export default [...config.map((each) => ('rules' in each ? boundaries(each) : each)), { files: ['**/*.ts'], languageOptions: { parserOptions: { projectService: false } } }];
`;

describe('the layers', () => {
  let copy: WorkspaceCopy;
  let errors: Awaited<ReturnType<WorkspaceCopy['lint']>>;

  beforeAll(async () => {
    copy = await WorkspaceCopy.create();
    // Probes come after the graph: together they would close circles that hide the layers.
    await copy.run('nx', 'graph', '--file=graph.json');
    for (const { from, to } of [...FORBIDDEN, ...ALLOWED]) await copy.write(probe(from, to), `import '${to}';\n`);
    await copy.write('boundaries.config.mjs', ONLY_BOUNDARIES);
    errors = await copy.lint([...FORBIDDEN, ...ALLOWED].map(({ from, to }) => probe(from, to)), '--config=boundaries.config.mjs');
  }, 120_000);

  afterAll(() => copy[Symbol.asyncDispose]());

  it.each(FORBIDDEN)('refuse $to in $from', ({ from, to, because }) => {
    expect(offences(from, to)).toContainEqual(expect.stringContaining(because));
  });

  it.each(ALLOWED)('allow $to in $from', ({ from, to }) => {
    expect(offences(from, to)).toEqual([]);
  });

  it('fail `nx lint` of a package that breaks them', async () => {
    await copy.empty('packages/events/src');
    await copy.empty('packages/events/test');
    await copy.write(probe('packages/events/src', '@runwire/broker-core'), "import '@runwire/broker-core';\n");
    const { exitCode, stdout, stderr } = await copy.run('nx', 'lint', '@runwire/events', '--skip-sync');
    expect(exitCode).not.toBe(0);
    expect(stdout + stderr).toContain(BOUNDARIES);
  }, 120_000);

  function offences(from: string, to: string): readonly string[] {
    const found = errors.get(probe(from, to)) ?? [];
    return found.filter(({ ruleId }) => ruleId === BOUNDARIES).map(({ message }) => message);
  }
});

/** Where the probe that imports `to` lies: one file for every arrow. */
function probe(from: string, to: string): string {
  return `${from}/probe-${to.replaceAll(/[^a-z]+/g, '-')}.ts`;
}
