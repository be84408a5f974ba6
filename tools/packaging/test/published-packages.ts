import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly private?: boolean;
  readonly exports: Readonly<Record<string, unknown>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
}

/** A package of this workspace that goes to the registry. */
export interface PublishedPackage {
  readonly name: string;
  readonly folder: string;
  readonly manifest: Manifest;
}

export const PUBLISHED: readonly PublishedPackage[] = readdirSync(join(WORKSPACE, 'packages')).map((name) => {
  const folder = join(WORKSPACE, 'packages', name);
  const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;
  return { name: manifest.name, folder, manifest };
});

/** What a user can import: the doors of the package that are modules. Those have conditions; a door to a data file is a plain path. */
export function doorsOf({ name, manifest }: PublishedPackage): readonly string[] {
  const modules = Object.keys(manifest.exports).filter((door) => typeof manifest.exports[door] === 'object');
  return modules.map((door) => `${name}${door.slice(1)}`);
}

/** The doors to data in a language that has no types, such as a Lua script. */
export function untypedDoorsOf({ manifest }: PublishedPackage): readonly string[] {
  return Object.keys(manifest.exports).filter((door) => typeof manifest.exports[door] === 'string' && !door.endsWith('.json'));
}
