import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { CheckpointError } from '../experiment/checkpoint-error.js';
import type { Checkpoint } from '../experiment/checkpoint.js';
import { isRecord } from '../plain-data/structures.js';
import type { PlannedExperiment } from '../run/planned-experiment.js';
import { decodeCheckpointFile, encodeCheckpointFile } from './checkpoint-file.js';

const SUFFIX = '.checkpoint.json';

/** A folder with the last checkpoint of each experiment, from which a killed trainer continues. */
export class CheckpointFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /** Makes the folder where it is missing. Throws {@link CheckpointError} where that is not possible. */
  async create(): Promise<void> {
    await makeFolder(this.path).catch((cause: unknown) => {
      throw new CheckpointError(`The checkpoint folder ${this.path} cannot be made (${reasonOf(cause)}); choose another.`, { cause });
    });
  }

  /** Replaces the experiment's checkpoint; whenever the process dies, either the old or the new one is there, whole. */
  async save(experiment: PlannedExperiment, checkpoint: Checkpoint): Promise<void> {
    const file = this.#fileOf(experiment);
    await writeFile(`${file}.new`, encodeCheckpointFile({ ...experiment, checkpoint }));
    await rename(`${file}.new`, file);
  }

  /** Removes the experiment's checkpoint, if there is one. */
  async remove(experiment: PlannedExperiment): Promise<void> {
    await rm(this.#fileOf(experiment), { force: true });
  }

  /** All experiments that have a checkpoint here, ready to continue. Throws {@link CheckpointError} for a broken file. */
  async read(): Promise<readonly PlannedExperiment[]> {
    const files = await readdir(this.path).catch((cause: unknown) => {
      throw new CheckpointError(`The checkpoint folder ${this.path} cannot be read (${reasonOf(cause)}); check the path.`, { cause });
    });
    const names = files.filter((name) => name.endsWith(SUFFIX)).sort();
    return Promise.all(names.map((name) => this.#readFile(join(this.path, name))));
  }

  #fileOf({ id }: PlannedExperiment): string {
    return join(this.path, `${id}${SUFFIX}`);
  }

  async #readFile(file: string): Promise<PlannedExperiment> {
    try {
      return decodeCheckpointFile(await readFile(file, 'utf8'));
    } catch (cause) {
      throw new CheckpointError(`${file}: ${reasonOf(cause)}`, { cause });
    }
  }
}

/**
 * Makes a folder and those above it, where they are missing. `mkdir` with `recursive` tries for ever where nothing can be made
 * and the answer is always that a folder above is missing, as below /proc.
 */
async function makeFolder(path: string, { mayLackParent = true } = {}): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (await isFolder(path)) return;
    const isParentMissing = isRecord(error) && error['code'] === 'ENOENT' && dirname(path) !== path;
    if (!isParentMissing || !mayLackParent) throw error;
    await makeFolder(dirname(path));
    await makeFolder(path, { mayLackParent: false });
  }
}

async function isFolder(path: string): Promise<boolean> {
  return stat(path).then((found) => found.isDirectory(), () => false);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
