import type { HistoryPolicy, StateWrite } from '@runwire/broker-core';
import { encodeJson, equalJson, type OutgoingMessage } from '@runwire/broker-core/backend';
import { encodeLine } from '../wire-format.js';

/** A state write as text. */
export interface EncodedWrite {
  readonly key: string;
  /** JSON; undefined deletes. */
  readonly text: string | undefined;
  readonly ttlMs: number | undefined;
  readonly onlyIf: 'absent' | 'equals' | undefined;
  /** JSON of the value that must stand there, as it was given; empty where none has to. */
  readonly wanted: string;
  /** The same as the server spells it, as far as it is known: what the scripts compare with. */
  expected: string;
}

/** A message as it will be sent: nothing the publisher does to its data matters any more. */
export interface EncodedMessage {
  readonly topic: string;
  readonly id: string;
  readonly idempotent: boolean;
  readonly line: string;
  readonly history: HistoryPolicy | false;
  readonly writes: readonly EncodedWrite[];
}

const NONE: readonly EncodedWrite[] = [];

/** @throws InvalidMessageError, MessageTooLargeError */
export function encodeMessage({ topic, id, idempotent, data, history, save }: OutgoingMessage, maxBytes: number): EncodedMessage {
  const line = encodeLine(id, encodeJson(data, maxBytes));
  const writes = save.length === 0 ? NONE : save.map((write) => encodeWrite(write, maxBytes));
  return { topic, id, idempotent, line, history, writes };
}

/** @throws InvalidMessageError, MessageTooLargeError */
export function encodeWrite({ key, value, ttlMs, onlyIf }: StateWrite, maxBytes: number): EncodedWrite {
  const text = value === undefined ? undefined : encodeJson(value, maxBytes);
  if (onlyIf === undefined || onlyIf === 'absent') return { key, text, ttlMs, onlyIf, wanted: '', expected: '' };
  const wanted = encodeJson(onlyIf.equals, maxBytes);
  return { key, text, ttlMs, onlyIf: 'equals', wanted, expected: wanted };
}

/** Whether a write wants to find this value. Parsed only here: mostly the server compares the texts, and they are the same. */
export function wantsValue({ onlyIf, wanted }: EncodedWrite, value: unknown): boolean {
  return onlyIf === 'equals' && equalJson(value, JSON.parse(wanted));
}

/** Whether two writes want to find the same value. Another order of the keys does not change the length of a text. */
export function wantSame(a: EncodedWrite, b: EncodedWrite): boolean {
  if (a.onlyIf !== 'equals' || a.wanted.length !== b.wanted.length) return false;
  return a.wanted === b.wanted || wantsValue(b, JSON.parse(a.wanted));
}

/** Operation, text, ms, condition, expected, key: the part of a write that the append and write scripts share. */
export function writeArguments({ key, text, ttlMs, onlyIf, expected }: EncodedWrite): readonly string[] {
  return [text === undefined ? 'delete' : 'set', text ?? '', String(ttlMs ?? 0), onlyIf ?? '', expected, key];
}
