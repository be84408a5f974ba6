import { matches } from '@runwire/broker-core';
import { isLiteral, literalPrefix, type HistoryPage, type TopicHead } from '@runwire/broker-core/backend';
import type { Commands } from './connection/commands.js';
import type { Reply } from './connection/redis-client.js';
import type { Layout } from './layout.js';
import { HEADS } from './scripts/heads-script.js';
import { READ } from './scripts/read-script.js';
import { runScript } from './scripts/run-script.js';
import type { ClusterIndex } from './state/cluster-index.js';
import { listIndexes } from './state/list-indexes.js';
import { PageBuilder } from './page-builder.js';
import { groupByReach } from './topic-groups.js';
import { decodeLines, type BrokenMessage } from './wire-format.js';

/** Bytes after which a page ends early. */
const MAX_PAGE_BYTES = 4 * 1024 * 1024;

/** A head, and how long it lives on. */
export interface LivingHead extends TopicHead {
  readonly ttlMs: number;
}

export interface TopicLogOptions {
  readonly commands: Commands;
  readonly layout: Layout;
  readonly maxMessageBytes: number;
  /** Where the scripts do not reach the indexes. */
  readonly index: ClusterIndex | undefined;
  readonly onBroken: (topic: string, broken: BrokenMessage) => void;
}

/** The histories of the topics, as far as they are read. */
export class TopicLog {
  readonly #options: TopicLogOptions;

  constructor(options: TopicLogOptions) {
    this.#options = options;
  }

  /** The heads of all topics that match and have one. */
  async heads(pattern: string): Promise<readonly LivingHead[]> {
    const topics = isLiteral(pattern) ? [pattern] : await this.#topics(pattern);
    const { commands, layout } = this.#options;
    const groups = groupByReach(commands, topics, (topic) => layout.top(topic));
    return (await Promise.all(groups.map((group) => this.#headsOf(group, !isLiteral(pattern))))).flat();
  }

  /** As `BackendPort.read`. What cannot be read is reported and left out. */
  async read(topic: string, from: number, limit: number): Promise<HistoryPage | undefined> {
    const { commands, layout } = this.#options;
    const args = [from, limit, MAX_PAGE_BYTES].map(String);
    const reply = await runScript(commands, READ, [layout.top(topic), layout.log(topic)], args);
    if (!Array.isArray(reply)) return undefined;
    const [epoch, top, oldest, ...entries] = reply as readonly Reply[];
    const head = { topic, epoch: String(epoch), top: Number(top), oldest: Number(oldest) };
    return this.#page(head, Math.max(from, head.oldest), limit, entries);
  }

  async #topics(pattern: string): Promise<readonly string[]> {
    const found: string[] = [];
    const { commands, layout } = this.#options;
    for await (const topics of listIndexes(commands, layout.topicIndexes, literalPrefix(pattern))) {
      for (const topic of topics) if (matches(pattern, topic)) found.push(topic);
    }
    return found;
  }

  async #headsOf(topics: readonly string[], isListed: boolean): Promise<readonly LivingHead[]> {
    const { commands, layout } = this.#options;
    if (topics.length === 0) return [];
    const keys = topics.flatMap((topic) => [layout.top(topic), layout.log(topic)]);
    const prunes = this.#options.index === undefined;
    const reply = await runScript(commands, HEADS, prunes ? [...keys, layout.topicIndex(topics[0] ?? '')] : keys, prunes ? topics : []);
    const heads: LivingHead[] = [];
    const stale: string[] = [];
    topics.forEach((topic, index) => {
      const head = Array.isArray(reply) ? (reply as readonly Reply[])[index] : undefined;
      if (!Array.isArray(head)) {
        stale.push(topic);
        return;
      }
      const [epoch, top, oldest, ttlMs] = head as readonly Reply[];
      heads.push({ topic, epoch: String(epoch), top: Number(top), oldest: Number(oldest), ttlMs: Number(ttlMs) });
    });
    if (isListed) await this.#options.index?.pruneTopics(stale);
    return heads;
  }

  #page(head: TopicHead, from: number, limit: number, entries: readonly Reply[]): HistoryPage {
    // The history ends behind the last entry: a fail-over has lost the rest, and the head was moved on.
    if (entries.length === 0 && from <= head.top) return { ...head, oldest: head.top + 1, firstOffset: head.top + 1, messages: [], hole: 'rewound' };
    const page = new PageBuilder(from, limit, (broken) => { this.#options.onBroken(head.topic, broken); });
    entries.every((entry) => this.#decodeInto(page, entry));
    const firstOffset = Math.min(page.firstOffset, head.top + 1);
    // Nothing readable in all of the page: the engine has to count it as gone, and go on behind it.
    const oldest = page.messages.length === 0 && firstOffset > from ? firstOffset : head.oldest;
    const { messages, hole } = page;
    return { ...head, oldest, firstOffset, messages, ...(hole === undefined ? {} : { hole }) };
  }

  /** Whether the page takes more. */
  #decodeInto(page: PageBuilder, entry: Reply): boolean {
    if (!Array.isArray(entry)) return true;
    const [last, count, timestamp, lines] = entry as readonly Reply[];
    const first = Number(last) - Number(count) + 1;
    const wanted = page.wantedOf(first);
    return page.add(first + wanted.from, decodeLines(String(lines), Number(timestamp), this.#options.maxMessageBytes, wanted));
  }
}
