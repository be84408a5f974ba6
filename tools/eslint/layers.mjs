/** Who may import whom, by the tags in each package.json. Arrows only point down. */

const CONTRACT = ['layer:core', 'layer:events'];
// The test support of the workspace and its compilers belong to no project.
const TEST_SUPPORT = ['^(\\.\\./)+(tools/)?(testing|typescript)/[a-z-]+\\.m?js$'];
const REDIS_CLIENT = ['ioredis', 'ioredis/*'];

const layers = [
  { sourceTag: 'layer:events', onlyDependOnLibsWithTags: [], bannedExternalImports: REDIS_CLIENT },
  { sourceTag: 'layer:core', onlyDependOnLibsWithTags: [], bannedExternalImports: REDIS_CLIENT },
  { sourceTag: 'layer:backend', onlyDependOnLibsWithTags: ['layer:core'] },
  { sourceTag: 'backend:memory', bannedExternalImports: REDIS_CLIENT },
  { sourceTag: 'layer:app', onlyDependOnLibsWithTags: [...CONTRACT, 'layer:backend', 'layer:channels', 'app:trainer'], bannedExternalImports: REDIS_CLIENT },
  { sourceTag: 'app:trainer', notDependOnLibsWithTags: ['app:monitor'] },
];
const channels = { sourceTag: 'layer:channels', onlyDependOnLibsWithTags: CONTRACT, bannedExternalImports: REDIS_CLIENT };
// A channel is tested on a real broker: the reference backend, never another.
const channelTests = { ...channels, onlyDependOnLibsWithTags: [...CONTRACT, 'backend:memory'] };

const boundaries = (depConstraints) => [
  'error',
  { depConstraints, allow: TEST_SUPPORT, enforceBuildableLibDependency: true, banTransitiveDependencies: true, checkDynamicDependenciesExceptions: ['.*'] },
];

export const sourceBoundaries = boundaries([...layers, channels]);
export const testBoundaries = boundaries([...layers, channelTests]);
