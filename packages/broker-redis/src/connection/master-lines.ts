import type { ClusterMap, OpenNode } from './cluster-map.js';
import { Line, type LineState } from './line.js';
import { assertMaster } from './master-check.js';
import type { RedisClient } from './redis-client.js';
import { showAddress, type ServerAddress } from './server-address.js';

export interface MasterLinesOptions {
  readonly map: ClusterMap;
  readonly open: OpenNode;
  readonly onState: () => void;
  /** Prepares a new connection to a master before it counts as ready. */
  readonly prepare: (client: RedisClient, master: ServerAddress) => Promise<void>;
}

/** A connection to each master of a Cluster that is needed; those to what is no master any more are closed. */
export class MasterLines {
  readonly #options: MasterLinesOptions;
  readonly #lines = new Map<string, { readonly line: Line; readonly master: ServerAddress }>();

  constructor(options: MasterLinesOptions) {
    this.#options = options;
    options.map.onChange(() => { this.#prune(); });
  }

  /** Connects to all masters there are. @throws ConnectionError, ClosedError */
  async open(): Promise<void> {
    const { map } = this.#options;
    await map.open();
    await Promise.all(map.masters.map((master) => this.line(master).open()));
  }

  states(): readonly LineState[] {
    const { kind } = this.#options.map;
    return kind === 'known' ? Array.from(this.#lines.values(), ({ line }) => line.state) : [{ kind }];
  }

  close(): void {
    for (const { line } of this.#lines.values()) line.close();
  }

  /** The masters whose connection is ready. */
  ready(): readonly ServerAddress[] {
    return [...this.#lines.values()].filter(({ line }) => line.client !== undefined).map(({ master }) => master);
  }

  /** The connection to a master, if it is ready. */
  client(master: ServerAddress): RedisClient | undefined {
    return this.#lines.get(showAddress(master))?.line.client;
  }

  /** The line to the master of a slot, opened if need be; undefined: nobody knows the master. */
  lineOf(slot: number): Line | undefined {
    const master = this.#options.map.masterOf(slot);
    return master === undefined ? undefined : this.line(master);
  }

  /** The line to a master, opened if need be. */
  line(master: ServerAddress): Line {
    const name = showAddress(master);
    const known = this.#lines.get(name);
    if (known !== undefined) return known.line;
    const { map, open, onState, prepare } = this.#options;
    const line = new Line({
      open: (signal) => open(master, signal),
      onState: (state) => {
        onState();
        if (state.kind === 'waiting') void map.refresh();
      },
      prepare: async (client) => {
        await assertMaster(client);
        await prepare(client, master);
      },
    });
    this.#lines.set(name, { line, master });
    void line.open().catch(() => undefined);
    return line;
  }

  #prune(): void {
    const { map, onState } = this.#options;
    const masters = new Set(map.masters.map(showAddress));
    for (const [name, { line }] of this.#lines) {
      if (masters.has(name)) continue;
      this.#lines.delete(name);
      line.close();
    }
    onState();
  }
}
