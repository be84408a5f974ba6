import { performance } from 'node:perf_hooks';
import { MemoryBackend } from '../src/memory-backend.js';
import { TopicLog } from '../src/topic-log.js';

/** A memory backend that can forget the newest of a topic, as a fail-over to a replica that lagged behind does. */
export class RewindableBackend extends MemoryBackend {
  rewind(topic: string, messages: number): void {
    const now = performance.now();
    const log = this.logs.get(topic);
    const page = log?.read(1, Infinity, now);
    if (page === undefined) return;
    const shorter = new TopicLog(topic, { epoch: page.epoch, offset: page.oldest - 1 });
    shorter.policy = { maxLength: Infinity, ttlMs: Infinity };
    for (const message of page.messages.slice(0, -messages)) shorter.append(message, now);
    this.logs.set(topic, shorter);
  }
}
