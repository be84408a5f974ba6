import type { Condition, HistoryPolicy, StateWrite } from '@runwire/broker-core';
import { encodeJson, type OutgoingMessage } from '@runwire/broker-core/backend';
import { encodeLine } from '../wire-format.js';

/** A state write as text. */
export interface EncodedWrite {
  readonly key: string;
  /** JSON; undefined deletes. */
  readonly text: string | undefined;
  readonly ttlMs: number | undefined;
  readonly onlyIf: Condition | undefined;
  /** The text that must stand there, where `onlyIf` wants a value. Changes to the server's spelling of that value. */
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
  const expected = onlyIf === undefined || onlyIf === 'absent' ? '' : encodeJson(onlyIf.equals, maxBytes);
  // A copy of the condition, to compare with when the server spells the value differently.
  const condition = onlyIf === undefined || onlyIf === 'absent' ? onlyIf : { equals: JSON.parse(expected) as unknown };
  return { key, text, ttlMs, onlyIf: condition, expected };
}

/** Operation, text, ms, condition, expected, key: the part of a write that the append and write scripts share. */
export function writeArguments({ key, text, ttlMs, onlyIf, expected }: EncodedWrite): readonly string[] {
  const condition = onlyIf === undefined ? '' : onlyIf === 'absent' ? 'absent' : 'equals';
  return [text === undefined ? 'delete' : 'set', text ?? '', String(ttlMs ?? 0), condition, expected, key];
}
