import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';

import { COMPILER } from '../../typescript/compiler.mjs';
import { WORKSPACE } from './published-packages.js';
import { runProgram } from './run-program.js';

const MANIFEST = {
  private: true,
  dependencies: {
    '@arethetypeswrong/core': '0.18.5',
    typescript: '5.9.3',
  },
};

/** The versions of TypeScript that the declarations are read with: an older one, and those of the workspace. */
export const COMPILERS = ['5.9', '6.0', '7.0'] as const;

/**
 * The programs that only these tests need, in a folder of the user's cache: their dependencies must not shape those of
 * the workspace. Installed on first use, and again when the list above changes.
 */
export class PackagingTools {
  readonly #dir: string;

  private constructor(dir: string) {
    this.#dir = dir;
  }

  static async provide(): Promise<PackagingTools> {
    const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
    const version = createHash('sha256').update(JSON.stringify([MANIFEST, process.version])).digest('hex').slice(0, 12);
    const dir = join(cache, 'runwire', `packaging-${version}`);
    if (!(await exists(dir))) await install(dir);
    return new PackagingTools(dir);
  }

  /** The module that looks for types that do not fit. */
  get attw(): string {
    return this.#program('@arethetypeswrong/core/dist/index.js');
  }

  compiler(version: (typeof COMPILERS)[number]): string {
    if (version === '5.9') return this.#program('typescript/bin/tsc');
    return version === '6.0' ? join(WORKSPACE, 'node_modules/typescript/bin/tsc') : COMPILER;
  }

  #program(path: string): string {
    return join(this.#dir, 'node_modules', path);
  }
}

/** Made beside its place and moved there when it is whole, so that two runs at once do no harm. */
async function install(dir: string): Promise<void> {
  await mkdir(join(dir, '..'), { recursive: true });
  const unfinished = await mkdtemp(`${dir}-`);
  try {
    await writeFile(join(unfinished, 'package.json'), JSON.stringify(MANIFEST, undefined, 2));
    const { exitCode, stderr } = await runProgram('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: unfinished, timeoutMs: 300_000 });
    if (exitCode !== 0) throw new Error(`The packaging tests need an npm registry (see \`npm config get registry\`), and npm could not install from it: ${lastLine(stderr)}`);
    if (!(await exists(dir))) await rename(unfinished, dir);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function lastLine(text: string): string {
  return text.split('\n').filter((line) => /npm (error|ERR!)/.test(line) && !line.includes('complete log')).at(0) ?? text.trim();
}
