import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { type Finished, runProgram, runToSuccess } from './run-program.js';

type SourceType = 'mjs' | 'cjs';

/** A project of somebody who uses Runwire: an empty folder outside this workspace, and what npm puts into it. */
export class EmptyFolder implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(npmrc: string): Promise<EmptyFolder> {
    const dir = await mkdtemp(join(tmpdir(), 'runwire-user-'));
    await writeFile(join(dir, 'package.json'), '{ "private": true, "type": "module" }');
    await writeFile(join(dir, '.npmrc'), npmrc);
    return new EmptyFolder(dir);
  }

  /** `npm install`, as a user would. */
  async install(...names: readonly string[]): Promise<void> {
    await runToSuccess('npm', ['install', '--prefer-offline', ...names], { cwd: this.dir });
  }

  /** The names of all installed packages, each as often as it was installed. */
  async installed(): Promise<readonly string[]> {
    const tree = JSON.parse(await runToSuccess('npm', ['ls', '--all', '--json'], { cwd: this.dir })) as DependencyTree;
    const places = await readdir(join(this.dir, 'node_modules'), { recursive: true });
    const copies = places.filter((path) => /(^|node_modules\/)(@[^/]+\/)?[^/]+\/package\.json$/.test(path));
    if (tree.problems !== undefined) throw new Error(tree.problems.join('\n'));
    return copies.map((path) => path.replace(/\/package\.json$/, '').replace(/^.*node_modules\//, '')).sort();
  }

  /** Writes a program and runs it with Node. */
  async run(source: string, type: SourceType = 'mjs', env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const file = join(this.dir, `program-${Math.random().toString(36).slice(2)}.${type}`);
    await writeFile(file, source);
    return runProgram(process.execPath, [file], { cwd: this.dir, env, timeoutMs: 30_000 });
  }

  async write(name: string, text: string): Promise<void> {
    await writeFile(join(this.dir, name), text);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

interface DependencyTree {
  readonly problems?: readonly string[];
}
