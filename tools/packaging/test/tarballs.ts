import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PUBLISHED, type PublishedPackage } from './published-packages.js';
import { runToSuccess } from './run-program.js';

export interface Tarball {
  readonly package: PublishedPackage;
  readonly file: string;
  /** The paths of the files in it, below its `package/` folder. */
  readonly contents: readonly string[];
}

/** What `npm pack` makes of every published package, in a temporary folder. */
export class Tarballs implements AsyncDisposable {
  readonly all: readonly Tarball[];
  readonly #dir: string;

  private constructor(dir: string, all: readonly Tarball[]) {
    this.#dir = dir;
    this.all = all;
  }

  static async pack(): Promise<Tarballs> {
    const dir = await mkdtemp(join(tmpdir(), 'runwire-tarballs-'));
    return new Tarballs(dir, await packAll(dir));
  }

  of(published: PublishedPackage): Tarball {
    const tarball = this.all.find((each) => each.package === published);
    if (tarball === undefined) throw new Error(`${published.name} was not packed`);
    return tarball;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.#dir, { recursive: true, force: true });
  }
}

interface PackReport {
  readonly name: string;
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

async function packAll(dir: string): Promise<readonly Tarball[]> {
  const stdout = await runToSuccess('npm', ['pack', '--json', '--pack-destination', dir, ...PUBLISHED.map(({ folder }) => folder)], { cwd: dir });
  const parsed = JSON.parse(stdout) as readonly PackReport[] | Readonly<Record<string, PackReport>>;
  const reports = Object.values(parsed);
  return PUBLISHED.map((each) => {
    const report = reports.find(({ name }) => name === each.name);
    if (report === undefined) throw new Error(`npm packed nothing in ${each.folder}`);
    return { package: each, file: join(dir, report.filename), contents: report.files.map(({ path }) => path).sort() };
  });
}
