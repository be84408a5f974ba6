import type { Receipt } from '@runwire/broker-core';
import { decodeJson, equalJson, type LiveFrame } from '@runwire/broker-core/backend';
import type { JournalEntry, WrittenField, WrittenMessage } from './journal-entry.js';
import { TopicLog } from './topic-log.js';

/** What became of an entry. It is the same in every process, because all apply the same entries in the same order. */
export type Outcome =
  | { readonly kind: 'applied'; /** The first field stood there before. */ readonly existed: boolean; readonly receipt?: Receipt; readonly frame?: LiveFrame }
  | { readonly kind: 'refused'; readonly key: string; readonly current: unknown };

interface Expiring<T> {
  readonly value: T;
  readonly expiresAt: number;
}

/** What the journal says up to here: histories, fields, and receipts of ids that publishers chose. */
export class Replica {
  readonly logs = new Map<string, TopicLog>();
  readonly fields = new Map<string, Expiring<unknown>>();
  readonly #receipts = new Map<string, Expiring<Receipt>>();
  /** The journal's own time, the same in every process: it never goes back. Milliseconds since the epoch. */
  #now = 0;

  /** The time by which readers judge. */
  get now(): number {
    return Math.max(this.#now, Date.now());
  }

  apply({ at, writes, message }: JournalEntry): Outcome {
    this.#now = Math.max(this.#now, at);
    const name = message?.idempotencyMs === undefined ? undefined : `${message.topic} ${message.id}`;
    const known = name === undefined ? undefined : valueOf(this.#receipts.get(name), this.#now);
    if (known !== undefined) return { kind: 'applied', existed: false, receipt: { ...known, duplicate: true } };
    const refused = writes.find((write) => !this.#isMet(write));
    if (refused !== undefined) return { kind: 'refused', key: refused.key, current: this.field(refused.key, this.#now) };
    const existed = writes.map((write) => this.#write(write))[0] ?? false;
    if (message === undefined) return { kind: 'applied', existed };
    const taken = this.#take(message, at);
    if (name !== undefined) this.#receipts.set(name, { value: taken.receipt, expiresAt: this.#now + (message.idempotencyMs ?? 0) });
    return { kind: 'applied', existed, ...taken };
  }

  field(key: string, now: number): unknown {
    return valueOf(this.fields.get(key), now);
  }

  log(topic: string, now: number): TopicLog | undefined {
    const log = this.logs.get(topic);
    return log?.isOver(now) === true ? undefined : log;
  }

  /** Frees what is over by the journal's own time, so for every later entry too; returns the topics. */
  expire(): readonly string[] {
    for (const map of [this.fields, this.#receipts]) for (const [name, { expiresAt }] of map) if (expiresAt <= this.#now) map.delete(name);
    const over = [...this.logs.values()].filter((log) => log.isOver(this.#now)).map(({ topic }) => topic);
    for (const topic of over) this.logs.delete(topic);
    return over;
  }

  #isMet({ key, onlyIf }: WrittenField): boolean {
    if (onlyIf === undefined) return true;
    const current = this.field(key, this.#now);
    return onlyIf === 'absent' ? current === undefined : current !== undefined && equalJson(current, decodeJson(onlyIf.equals));
  }

  /** Returns whether the field stood there before. */
  #write({ key, value, ttlMs }: WrittenField): boolean {
    const existed = this.field(key, this.#now) !== undefined;
    if (value === undefined) this.fields.delete(key);
    else this.fields.set(key, { value: decodeJson(value), expiresAt: ttlMs === undefined ? Infinity : this.#now + ttlMs });
    return existed;
  }

  #take({ topic, id, data, epoch, history }: WrittenMessage, timestamp: number): { receipt: Receipt; frame: LiveFrame } {
    const message = { id, data: decodeJson(data), timestamp, bytes: 2 * data.length };
    if (history === false) return { receipt: { id, topic, timestamp, duplicate: false }, frame: { topic, messages: [message] } };
    const log = this.log(topic, this.#now) ?? new TopicLog(topic, epoch);
    this.logs.set(topic, log);
    const offset = log.append(message, history, this.#now);
    return { receipt: { id, topic, timestamp, offset, duplicate: false }, frame: { topic, messages: [message], position: { epoch: log.epoch, firstOffset: offset } } };
  }
}

const valueOf = <T>(entry: Expiring<T> | undefined, now: number): T | undefined => (entry === undefined || entry.expiresAt <= now ? undefined : entry.value);
