import { parseTopic } from './address.js';

/** Most topics remembered; beyond, the memory is begun anew. */
const MAX_REMEMBERED = 10_000;

/** Topics that were found legal: one that is published to again and again is not read letter by letter each time. */
export class KnownTopics {
  readonly #topics = new Set<string>();

  /** Returns `topic` if it is one. @throws InvalidTopicError */
  parse(topic: string): string {
    if (this.#topics.has(topic)) return topic;
    parseTopic(topic);
    if (this.#topics.size >= MAX_REMEMBERED) this.#topics.clear();
    this.#topics.add(topic);
    return topic;
  }

  /** Whether `text` is a topic. */
  isTopic(text: string): boolean {
    try {
      this.parse(text);
      return true;
    } catch {
      return false;
    }
  }
}
