import type { ClusterMap, OpenNode } from './cluster-map.js';
import { Line, type LineState } from './line.js';
import { assertMaster } from './master-check.js';
import type { RedisClient } from './redis-client.js';
import { showAddress, type ServerAddress } from './server-address.js';

export interface MasterLinesOptions {
  readonly map: ClusterMap;
  readonly open: OpenNode;
  readonly probeMs: number | undefined;
  readonly onState: () => void;
  /** Prepares a new connection before it counts as ready. */
  readonly prepare: (client: RedisClient) => Promise<void>;
}

interface MasterLine {
  readonly line: Line;
  readonly master: ServerAddress;
  /** The newest connection, ready or being prepared. */
  client: RedisClient | undefined;
}

/** A connection to each master of a Cluster that is needed; those to what is no master any more are closed. */
export class MasterLines {
  readonly #options: MasterLinesOptions;
  readonly #lines = new Map<string, MasterLine>();

  constructor(options: MasterLinesOptions) {
    this.#options = options;
    options.map.onChange(() => { this.#prune(); });
  }

  /** Connects to all masters there are. @throws ConnectionError, ClosedError; what `prepare` ends a connection with */
  async open(): Promise<void> {
    const { map } = this.#options;
    await map.open();
    await Promise.all(map.masters.map((master) => (this.#known(master) ?? this.#make(master)).line.open()));
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
    return this.#known(master)?.line.client;
  }

  /** The line to the master of a slot, opened if need be; undefined: nobody knows the master. */
  lineOf(slot: number): Line | undefined {
    const master = this.#options.map.masterOf(slot);
    return master === undefined ? undefined : this.line(master);
  }

  /** The connection to the master of a slot, ready or being prepared; opened if need be. */
  newestOf(slot: number): RedisClient | undefined {
    const master = this.#options.map.masterOf(slot);
    if (master === undefined) return undefined;
    const { client } = this.#started(master);
    return client?.isOpen === true ? client : undefined;
  }

  /** The line to a master, opened if need be. */
  line(master: ServerAddress): Line {
    return this.#started(master).line;
  }

  #known(master: ServerAddress): MasterLine | undefined {
    return this.#lines.get(showAddress(master));
  }

  #started(master: ServerAddress): MasterLine {
    const known = this.#known(master);
    if (known !== undefined) return known;
    const made = this.#make(master);
    made.line.start();
    return made;
  }

  #make(master: ServerAddress): MasterLine {
    const { map, open, probeMs, onState, prepare } = this.#options;
    const line = new Line({
      open: (signal) => open(master, signal),
      probeMs,
      onState: (state) => {
        onState();
        if (state.kind === 'waiting') void map.refresh();
      },
      prepare: async (client) => {
        await assertMaster(client);
        made.client = client;
        await prepare(client);
      },
    });
    const made: MasterLine = { line, master, client: undefined };
    this.#lines.set(showAddress(master), made);
    return made;
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
