import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ownNxRun } from '../../testing/own-nx-run.js';

const WORKSPACE = fileURLToPath(new URL('../../../', import.meta.url));
const LEFT_OUT = new Set(['.git', '.nx', 'dist', 'node_modules', 'test-results']);

interface Finished {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface LintError {
  readonly ruleId: string | null;
  readonly message: string;
  readonly severity: number;
}

interface LintedFile {
  readonly filePath: string;
  readonly messages: readonly LintError[];
}

/** A copy of this workspace in a temporary folder, in which a test may break what it likes. */
export class WorkspaceCopy implements AsyncDisposable {
  readonly dir: string;

  private constructor(dir: string) {
    this.dir = dir;
  }

  static async create(): Promise<WorkspaceCopy> {
    const dir = await mkdtemp(join(tmpdir(), 'runwire-workspace-'));
    await cp(WORKSPACE, dir, { recursive: true, filter: (source) => !LEFT_OUT.has(basename(source)) });
    await linkNodeModules(dir);
    return new WorkspaceCopy(dir);
  }

  async write(path: string, text: string): Promise<void> {
    const file = join(this.dir, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }

  async remove(path: string): Promise<void> {
    await rm(join(this.dir, path), { force: true });
  }

  /** Removes all TypeScript of a folder. */
  async empty(path: string): Promise<void> {
    for (const name of await readdir(join(this.dir, path), { recursive: true })) if (name.endsWith('.ts')) await this.remove(join(path, name));
  }

  /** Runs a program of the copy's node_modules, without a daemon and outside any Nx run that this test is part of. */
  async run(program: string, ...args: readonly string[]): Promise<Finished> {
    const env = { ...ownNxRun(), NO_COLOR: '1', FORCE_COLOR: undefined };
    return new Promise((resolve) => {
      execFile(join(this.dir, 'node_modules/.bin', program), args, { cwd: this.dir, env, maxBuffer: 64 * 1024 * 1024 }, (error, stdout, stderr) => {
        resolve({ exitCode: error === null ? 0 : Number(error.code), stdout, stderr });
      });
    });
  }

  /** Lints files of the copy; gives the errors found in each. */
  async lint(paths: readonly string[], ...flags: readonly string[]): Promise<ReadonlyMap<string, readonly LintError[]>> {
    const { stderr } = await this.run('eslint', '--format=json', '--output-file=lint.json', ...flags, ...paths);
    const linted = JSON.parse(await readFile(join(this.dir, 'lint.json'), 'utf8').catch(() => Promise.reject(new Error(stderr)))) as LintedFile[];
    return new Map(paths.map((path) => [path, errorsIn(linted, path)]));
  }

  /** Goes back to a commit of the copy, and forgets the tags since then but those named. */
  async reset(commit: string): Promise<void> {
    await this.git('reset', '--quiet', '--hard', commit);
    const tags = (await this.git('tag', '--no-merged', commit)).split('\n').filter((tag) => tag !== '');
    if (tags.length > 0) await this.git('tag', '--delete', ...tags);
  }

  /** Commits the present state of the copy, which becomes a repository with its first commit. */
  async commit(message = 'chore: begin'): Promise<void> {
    await this.git('init', '--quiet', '--initial-branch=main');
    await writeFile(join(this.dir, '.git/info/exclude'), 'node_modules\n.nx\n');
    await this.git('config', 'user.name', 'test');
    await this.git('config', 'user.email', 'test@localhost');
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--no-verify', '--message', message);
  }

  /** Runs git in the copy; gives what it prints. */
  async git(...args: readonly string[]): Promise<string> {
    const { stdout } = await promisify(execFile)('git', args, { cwd: this.dir });
    return stdout;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await rm(this.dir, { recursive: true, force: true });
  }
}

function errorsIn(linted: readonly LintedFile[], path: string): readonly LintError[] {
  const file = linted.find(({ filePath }) => filePath.endsWith(`/${path}`));
  if (file === undefined) throw new Error(`${path} was not linted`);
  return file.messages.filter(({ severity }) => severity === 2);
}

/** Dependencies come from this workspace; its own packages from the copy. */
async function linkNodeModules(dir: string): Promise<void> {
  await mkdir(join(dir, 'node_modules/@runwire'), { recursive: true });
  for (const name of await readdir(join(WORKSPACE, 'node_modules'))) {
    if (name !== '@runwire') await symlink(join(WORKSPACE, 'node_modules', name), join(dir, 'node_modules', name));
  }
  for (const folder of ['packages', 'apps']) {
    for (const name of await readdir(join(dir, folder))) await symlink(join(dir, folder, name), join(dir, 'node_modules/@runwire', name));
  }
}
