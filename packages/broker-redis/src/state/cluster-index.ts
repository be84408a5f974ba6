import type { Commands } from '../connection/commands.js';
import type { Reply } from '../connection/redis-client.js';
import { ServerReplyError } from '../connection/server-reply-error.js';
import type { Layout } from '../layout.js';

/** Topics remembered as listed; beyond, the memory is begun anew. */
const MAX_KNOWN = 100_000;

/**
 * Keeps the two indexes of a Cluster without partitions, where no script reaches both an index and what it lists. What is written is listed
 * before, and what is taken out is looked at again afterwards: an index may hold too much for a while, never too little.
 */
export class ClusterIndex {
  readonly #commands: Commands;
  readonly #layout: Layout;
  readonly #known = new Set<string>();

  constructor(commands: Commands, layout: Layout) {
    this.#commands = commands;
    this.#layout = layout;
  }

  /** Lists a topic, unless this was done. */
  async addTopic(topic: string): Promise<void> {
    if (!this.#known.has(topic)) await this.addTopicAgain(topic);
  }

  /** Lists a topic whose history has just begun anew: since it was listed, it may have been taken out. */
  async addTopicAgain(topic: string): Promise<void> {
    await this.#add(this.#layout.topicIndex(topic), [topic]);
    if (this.#known.size >= MAX_KNOWN) this.#known.clear();
    this.#known.add(topic);
  }

  async addKeys(keys: readonly string[]): Promise<void> {
    if (keys[0] !== undefined) await this.#add(this.#layout.keyIndex(keys[0]), keys);
  }

  /** Takes out topics whose head is gone, unless one has come back meanwhile. */
  async pruneTopics(topics: readonly string[]): Promise<void> {
    if (topics[0] !== undefined) await this.#prune(this.#layout.topicIndex(topics[0]), topics, (topic) => this.#layout.top(topic));
  }

  /** Takes out keys that hold nothing, unless something was written meanwhile. */
  async pruneKeys(keys: readonly string[]): Promise<void> {
    if (keys[0] !== undefined) await this.#prune(this.#layout.keyIndex(keys[0]), keys, (key) => this.#layout.value(key));
  }

  async #prune(index: string, members: readonly string[], nameOf: (member: string) => string): Promise<void> {
    try {
      await this.#commands.call(index, 'zrem', [index, ...members]);
    } catch (error) {
      // Whoever may only read leaves the tidying to others.
      if (error instanceof ServerReplyError && error.kind === 'NOPERM') return;
      throw error;
    }
    const found = await Promise.all(members.map((member) => this.#commands.call(nameOf(member), 'exists', [nameOf(member)])));
    const back = members.filter((_, place) => found[place] === 1);
    if (back.length > 0) await this.#add(index, back);
  }

  #add(index: string, members: readonly string[]): Promise<Reply> {
    return this.#commands.call(index, 'zadd', [index, ...members.flatMap((member) => ['0', member])]);
  }
}
