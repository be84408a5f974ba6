import type { HistoryPolicy } from '@runwire/broker-core';
import { decodeJson } from '@runwire/broker-core/backend';

/** A change of one field; the values are JSON texts. */
export interface WrittenField {
  readonly key: string;
  /** Absent: the field is deleted. */
  readonly value?: string | undefined;
  readonly ttlMs?: number | undefined;
  readonly onlyIf?: 'absent' | { readonly equals: string } | undefined;
}

export interface WrittenMessage {
  readonly topic: string;
  readonly id: string;
  /** JSON text. */
  readonly data: string;
  /** The topic's epoch, if its history begins with this message. */
  readonly epoch: string;
  readonly history: HistoryPolicy | false;
  /** The publisher chose the id: it is taken once during these milliseconds. */
  readonly idempotencyMs?: number | undefined;
}

/** One line of the journal: an atomic step. Without writes and message it is a probe. */
export interface JournalEntry {
  /** Tells its writer that this is the one. */
  readonly token: string;
  /** Milliseconds since the epoch, on the writer's clock. */
  readonly at: number;
  readonly writes: readonly WrittenField[];
  readonly message?: WrittenMessage | undefined;
}

/** `undefined`: the line is none of ours, or only half of one. */
export function parseEntry(line: string): JournalEntry | undefined {
  try {
    const value = decodeJson(line) as Partial<JournalEntry> | null;
    // Only this backend writes what carries all three.
    return typeof value?.token === 'string' && typeof value.at === 'number' && Array.isArray(value.writes) ? (value as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}
