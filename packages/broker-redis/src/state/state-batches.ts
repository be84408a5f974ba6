import type { Reply } from '../connection/redis-client.js';
import type { EncodedWrite } from '../publish/encoded-message.js';

/** Keys of one batch at most; one larger call is a batch of its own. */
const MAX_KEYS = 200;

export interface StateBatchesOptions {
  /** Splits items by what one command can reach. */
  readonly group: <T>(items: readonly T[], keyOf: (item: T) => string) => readonly (readonly T[])[];
  readonly read: (keys: readonly string[]) => Promise<readonly Reply[]>;
  readonly write: (writes: readonly EncodedWrite[]) => Promise<readonly Reply[]>;
}

interface Call<Item> {
  readonly items: readonly Item[];
  readonly resolve: (replies: readonly Reply[]) => void;
  readonly reject: (error: unknown) => void;
}

type Gathering = { readonly kind: 'read'; readonly calls: Call<string>[] } | { readonly kind: 'write'; readonly calls: Call<EncodedWrite>[] };

/** Joins the reads, and the writes, of one turn of the event loop; a change of kind sends what came before. */
export class StateBatches {
  readonly #options: StateBatchesOptions;
  #gathering: Gathering | undefined;
  #size = 0;

  constructor(options: StateBatchesOptions) {
    this.#options = options;
  }

  /** The texts under the keys; of one entity, at one moment. */
  read(keys: readonly string[]): Promise<readonly Reply[]> {
    return new Promise((resolve, reject) => {
      const gathering = this.#gathering?.kind === 'read' && this.#size + keys.length <= MAX_KEYS ? this.#gathering : this.#begin({ kind: 'read', calls: [] });
      if (gathering.kind === 'read') gathering.calls.push({ items: keys, resolve, reject });
      this.#size += keys.length;
    });
  }

  /** The reply of the write script for this write. */
  async write(write: EncodedWrite): Promise<Reply> {
    const [reply] = await new Promise<readonly Reply[]>((resolve, reject) => {
      const gathering = this.#gathering?.kind === 'write' && this.#size < MAX_KEYS ? this.#gathering : this.#begin({ kind: 'write', calls: [] });
      if (gathering.kind === 'write') gathering.calls.push({ items: [write], resolve, reject });
      this.#size++;
    });
    return reply ?? null;
  }

  #begin(gathering: Gathering): Gathering {
    this.#flush();
    this.#gathering = gathering;
    queueMicrotask(() => {
      if (this.#gathering === gathering) this.#flush();
    });
    return gathering;
  }

  #flush(): void {
    const gathering = this.#gathering;
    this.#gathering = undefined;
    this.#size = 0;
    if (gathering?.kind === 'read') void this.#send(gathering.calls, (key) => key, this.#options.read);
    else if (gathering?.kind === 'write') void this.#send(gathering.calls, ({ key }) => key, this.#options.write);
  }

  /** Sends the items of all calls by groups and gives each call its replies. Never rejects. */
  async #send<Item>(calls: readonly Call<Item>[], keyOf: (item: Item) => string, run: (items: readonly Item[]) => Promise<readonly Reply[]>): Promise<void> {
    const items = calls.flatMap((call) => call.items);
    try {
      const replies = await this.#run(items, keyOf, run);
      let at = 0;
      for (const { items: own, resolve } of calls) resolve(replies.slice(at, (at += own.length)));
    } catch (error) {
      for (const { reject } of calls) reject(error);
    }
  }

  /** The replies in the order of the items. */
  async #run<Item>(items: readonly Item[], keyOf: (item: Item) => string, run: (items: readonly Item[]) => Promise<readonly Reply[]>): Promise<readonly Reply[]> {
    const groups = this.#options.group(Array.from(items.keys()), (index) => keyOf(items[index] as Item));
    const replies: Reply[] = [];
    await Promise.all(
      groups.map(async (group) => {
        const found = await run(group.map((index) => items[index] as Item));
        group.forEach((index, at) => { replies[index] = found[at] ?? null; });
      }),
    );
    return replies;
  }
}
