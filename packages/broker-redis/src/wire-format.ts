import { MAX_ADDRESS_LENGTH } from '@runwire/broker-core';
import { decodeJson, type BackendMessage } from '@runwire/broker-core/backend';

/** Version of the wire format; a frame that does not begin with it and a space is foreign. */
const MAGIC = 'rw1';
/** The same as the first four bytes of a frame. */
const MAGIC_BYTES = Buffer.from(`${MAGIC} `).readUInt32BE();
const HEADER = /^rw1 (\S{1,64}) (\d{1,16}) (\d{1,16}) (\d{1,7})$/;
/** No header is longer. */
const MAX_HEADER_LENGTH = 200;
const EXCERPT_LENGTH = 200;

/** A message that could not be read, in its place among the others. */
export interface BrokenMessage {
  readonly reason: string;
  readonly excerpt: string;
}

export type DecodedMessage = BackendMessage | BrokenMessage;

/** What arrived on a channel: messages (with their place in the history, if retained), foreign JSON, or nothing that can be read. */
export type Frame =
  | { readonly kind: 'messages'; readonly position?: { readonly epoch: string; readonly firstOffset: number }; readonly messages: readonly DecodedMessage[] }
  | { readonly kind: 'foreign'; readonly data: unknown; readonly bytes: number }
  | { readonly kind: 'broken'; readonly broken: BrokenMessage };

/** The first line of a frame. */
export interface FrameHeader {
  /** `-`: not retained. */
  readonly epoch: string;
  readonly firstOffset: number;
  /** Milliseconds since the Unix epoch. */
  readonly timestamp: number;
  /** Messages of the frame. */
  readonly count: number;
}

export const isBroken = (message: DecodedMessage): message is BrokenMessage => 'reason' in message;

/** One line of a frame or of a stream entry. `json` is JSON text without line breaks, `id` visible ASCII without spaces. */
export const encodeLine = (id: string, json: string): string => `${id} ${json}`;

/** A frame of messages that are not retained; frames of retained ones are made by the append script, in the same form. */
export function encodeUnretained(timestamp: number, lines: readonly string[]): string {
  return `${MAGIC} - 0 ${String(timestamp)} ${String(lines.length)}\n${lines.join('\n')}`;
}

/** What is sent on a channel that many topics share: the topic, then what would be sent on its own channel. */
export const encodeAddressed = (topic: string, frame: string): string => `${topic}\n${frame}`;

/** Reads for whom something is that arrived on a shared channel; undefined: it does not begin with a topic. Never throws. */
export function decodeAddressed(payload: Buffer): { readonly topic: string; readonly frame: Buffer } | undefined {
  const end = payload.indexOf('\n');
  if (end < 1 || end > MAX_ADDRESS_LENGTH) return undefined;
  return { topic: payload.toString('latin1', 0, end), frame: payload.subarray(end + 1) };
}

/** Reads the first line of a frame; undefined: it is none. */
export function decodeHeader(line: string): FrameHeader | undefined {
  const fields = HEADER.exec(line);
  if (fields === null) return undefined;
  const [, epoch = '', firstOffset, timestamp, count] = fields;
  return { epoch, firstOffset: Number(firstOffset), timestamp: Number(timestamp), count: Number(count) };
}

/** Reads what arrived on a channel; never throws. `maxBytes`: what one message may have. */
export function decodeFrame(payload: Buffer, maxBytes: number): Frame {
  const isFrame = payload.length > MAGIC.length && payload.readUInt32BE() === MAGIC_BYTES;
  return isFrame ? decodeMessages(payload, maxBytes) : decodeForeign(payload, maxBytes);
}

/** Reads the lines of a frame or of a stream entry, each on its own, or only some of them; never throws. */
export function decodeLines(body: string, timestamp: number, maxBytes: number, { from = 0, to = Infinity } = {}): readonly DecodedMessage[] {
  const lines = body.split('\n');
  const wanted = from > 0 || to < lines.length ? lines.slice(from, to) : lines;
  return wanted.map((line) => decodeLine(line, timestamp, maxBytes));
}

/** The beginning of a text, as an `InvalidReport` holds it. */
export const excerptOf = (text: string): string => text.slice(0, EXCERPT_LENGTH);

function decodeMessages(payload: Buffer, maxBytes: number): Frame {
  // In one piece: each look into a buffer is a call out of JavaScript.
  const text = payload.toString();
  const headerEnd = text.indexOf('\n');
  const header = headerEnd === -1 || headerEnd > MAX_HEADER_LENGTH ? undefined : decodeHeader(text.slice(0, headerEnd));
  if (header === undefined) return broken('The header of the frame is damaged; it should read "rw1 <epoch> <first offset> <timestamp> <count>".', payload);
  const { epoch, firstOffset, timestamp, count } = header;
  const messages = decodeLines(text.slice(headerEnd + 1), timestamp, maxBytes);
  if (messages.length !== count) return broken(`The frame announces ${String(count)} messages and holds ${String(messages.length)}.`, payload);
  return epoch === '-' ? { kind: 'messages', messages } : { kind: 'messages', messages, position: { epoch, firstOffset } };
}

function decodeForeign(payload: Buffer, maxBytes: number): Frame {
  if (payload.length > maxBytes) return broken(tooLarge(payload.length, maxBytes), payload);
  try {
    return { kind: 'foreign', data: decodeJson(payload.toString()), bytes: payload.length };
  } catch (error) {
    return broken(reasonOf(error), payload);
  }
}

function decodeLine(line: string, timestamp: number, maxBytes: number): DecodedMessage {
  const space = line.indexOf(' ');
  if (space < 1) return { reason: 'A line of the frame is not "<id> <json>".', excerpt: excerptOf(line) };
  const json = line.slice(space + 1);
  const bytes = json.length * 3 > maxBytes ? Buffer.byteLength(json) : json.length;
  if (bytes > maxBytes) return { reason: tooLarge(bytes, maxBytes), excerpt: excerptOf(line) };
  try {
    return { id: line.slice(0, space), data: decodeJson(json), timestamp, bytes };
  } catch (error) {
    return { reason: reasonOf(error), excerpt: excerptOf(line) };
  }
}

const tooLarge = (bytes: number, maxBytes: number): string =>
  `The message is ${String(bytes)} bytes of JSON, the limit is ${String(maxBytes)}; raise maxMessageBytes if it is meant.`;

const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

const broken = (reason: string, payload: Buffer): Frame => ({
  kind: 'broken',
  broken: { reason, excerpt: excerptOf(payload.toString('utf8', 0, 4 * EXCERPT_LENGTH)) },
});
