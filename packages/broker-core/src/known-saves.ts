import type { StateWrite } from './message.js';
import { parseTtl, parseSavedKey } from './option-checks.js';

/** Most keys remembered; beyond, the memory is begun anew. */
const MAX_REMEMBERED = 10_000;

/** Keys that were found legal, and the topic they were last saved with: what is saved again and again is not read letter by letter each time. */
export class KnownSaves {
  readonly #topics = new Map<string, string>();

  /** Returns `save` if it may be saved with a message on `topic`. @throws InvalidTopicError, BrokerError (`INVALID_ARGUMENT`) */
  parse(topic: string, save: readonly StateWrite[]): readonly StateWrite[] {
    for (const { key, ttlMs } of save) {
      if (this.#topics.get(key) !== topic) this.#learn(topic, key);
      if (ttlMs !== undefined) parseTtl(ttlMs);
    }
    return save;
  }

  #learn(topic: string, key: string): void {
    parseSavedKey(topic, key);
    if (this.#topics.size >= MAX_REMEMBERED) this.#topics.clear();
    this.#topics.set(key, topic);
  }
}
