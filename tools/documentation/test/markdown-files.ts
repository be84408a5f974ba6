import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));

/** The documentation: the pages at the top, everything in docs, and the README of every project; as paths in the workspace. */
export function markdownFiles(): readonly string[] {
  const projects = ['packages', 'apps'].flatMap((folder) => readdirSync(join(WORKSPACE, folder)).map((name) => join(folder, name)));
  const readmes = [...projects, 'examples'].map((folder) => join(folder, 'README.md')).filter((file) => existsSync(join(WORKSPACE, file)));
  const docs = readdirSync(join(WORKSPACE, 'docs'), { recursive: true, encoding: 'utf8' }).map((name) => join('docs', name));
  return [...readdirSync(WORKSPACE), ...docs].filter((file) => file.endsWith('.md')).concat(readmes).sort();
}
