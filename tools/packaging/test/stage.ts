import { EmptyFolder } from './empty-folder.js';
import { LocalRegistry } from './local-registry.js';
import { PackagingTools } from './packaging-tools.js';
import { Tarballs } from './tarballs.js';

/** Everything packed, in a registry of its own, and the folders of users who install from it. */
export class Stage implements AsyncDisposable {
  readonly tools: PackagingTools;
  readonly tarballs: Tarballs;
  readonly #registry: LocalRegistry;
  readonly #folders = new Map<string, Promise<EmptyFolder>>();

  private constructor(tools: PackagingTools, tarballs: Tarballs, registry: LocalRegistry) {
    this.tools = tools;
    this.tarballs = tarballs;
    this.#registry = registry;
  }

  static async open(): Promise<Stage> {
    const tools = await PackagingTools.provide();
    const tarballs = await Tarballs.pack();
    return new Stage(tools, tarballs, await LocalRegistry.start(tarballs));
  }

  /** The folder in which only these packages were installed, and what they bring. */
  folderWith(...names: readonly string[]): Promise<EmptyFolder> {
    const key = [...names].sort().join(' ');
    const folder = this.#folders.get(key) ?? this.#install(names);
    this.#folders.set(key, folder);
    return folder;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const folders = await Promise.all(this.#folders.values());
    await Promise.all([this.#registry, this.tarballs, ...folders].map((each) => each[Symbol.asyncDispose]()));
  }

  async #install(names: readonly string[]): Promise<EmptyFolder> {
    const folder = await EmptyFolder.create(this.#registry.npmrc);
    await folder.install(...names);
    return folder;
  }
}
