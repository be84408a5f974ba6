import { InvalidTopicError } from './errors.js';
import { quoted } from './quoted.js';

/** Most segments an address has. */
export const MAX_SEGMENTS = 16;
/** Most characters of one segment. */
export const MAX_SEGMENT_LENGTH = 128;
/** Most characters of an address. */
export const MAX_ADDRESS_LENGTH = 512;

type Spelling = { readonly noun: string; readonly separator: '.' | ':'; readonly leastSegments: number };
const TOPIC: Spelling = { noun: 'Topic', separator: '.', leastSegments: 1 };
const KEY: Spelling = { noun: 'Key', separator: ':', leastSegments: 2 };
const PATTERN: Spelling = { noun: 'Pattern', separator: '.', leastSegments: 1 };
const KEY_PATTERN: Spelling = { noun: 'Key pattern', separator: ':', leastSegments: 1 };

const SEGMENT = /^[A-Za-z0-9_-]+$/;
const FOREIGN = /[^A-Za-z0-9_-]/u;
/** Legal addresses in one pass. Only for those no longer than one segment may be, so that none of their segments can be too long. */
const SHORT_TOPIC = /^[\w-]+(?:\.[\w-]+){0,15}$/;
const SHORT_KEY = /^[\w-]+(?::[\w-]+){1,15}$/;

/** Returns `topic` if it is one: 1 to 16 segments of `[A-Za-z0-9_-]{1,128}` joined by dots, 512 characters at most.
 * @throws InvalidTopicError */
export function parseTopic(topic: string): string {
  if (!isShort(topic, SHORT_TOPIC)) check(topic, TOPIC, false);
  return topic;
}

/** Returns `key` if it is one: as a topic, but with colons and at least two segments.
 * @throws InvalidTopicError */
export function parseKey(key: string): string {
  if (!isShort(key, SHORT_KEY)) check(key, KEY, false);
  return key;
}

/** Returns `pattern` if it is one: a topic in which a segment may be `*`.
 * @throws InvalidTopicError */
export function parsePattern(pattern: string): string {
  check(pattern, PATTERN, true);
  return pattern;
}

/** Returns `pattern` if it is one that lists keys: a key in which a segment may be `*`.
 * @throws InvalidTopicError */
export function parseKeyPattern(pattern: string): string {
  check(pattern, KEY_PATTERN, true);
  return pattern;
}

/** Whether `text` is one segment of an address: `[A-Za-z0-9_-]{1,128}`. */
export const isSegment = (text: string): boolean => text.length <= MAX_SEGMENT_LENGTH && SEGMENT.test(text);

/** The topic on which a change of this key is announced: the same address spelled with dots. */
export const topicOfKey = (key: string): string => key.replaceAll(':', '.');

/** The key of the same address. */
export const keyOfTopic = (topic: string): string => topic.replaceAll('.', ':');

/** The entity of a topic or key: its address without the last segment, spelled with dots; empty for a topic of one segment. */
export function entityOf(address: string): string {
  const topic = topicOfKey(address);
  return topic.slice(0, Math.max(0, topic.lastIndexOf('.')));
}

/** The last segment of a topic or key. */
export const fieldOf = (address: string): string =>
  address.slice(Math.max(address.lastIndexOf('.'), address.lastIndexOf(':')) + 1);

/** Whether a pattern names exactly one topic. */
export const isLiteral = (pattern: string): boolean => !pattern.includes('*');

/**
 * Whether `pattern` matches `topic` (or key pattern and key). `*` in the middle stands for exactly one segment, at the
 * end for one or more, alone for everything. Both must be legal; costs one pass, whatever the pattern.
 */
export function matches(pattern: string, address: string, separator: '.' | ':' = '.'): boolean {
  const wanted = pattern.split(separator);
  const given = address.split(separator);
  const last = wanted.length - 1;
  const open = wanted[last] === '*';
  if (open ? given.length < wanted.length : given.length !== wanted.length) return false;
  return wanted.every((segment, index) => segment === '*' || segment === given[index]);
}

/** As {@link matches}, for one topic pattern and many topics: most are told apart by their beginnings. */
export function matcherOf(pattern: string): (topic: string) => boolean {
  const prefix = literalPrefix(pattern);
  // Nothing follows but one `*`: whatever begins so goes on with a segment at least.
  if (prefix.length === pattern.length - 1) return (topic) => topic.startsWith(prefix);
  return (topic) => topic.startsWith(prefix) && matches(pattern, topic);
}

/** The segments before the first wildcard, joined and ending with the separator unless the pattern is literal or starts with `*`. */
export function literalPrefix(pattern: string): string {
  const star = pattern.indexOf('*');
  return star === -1 ? pattern : pattern.slice(0, star);
}

/** Whether an address is legal at first sight; if not, only `check` knows. */
const isShort = (address: unknown, legal: RegExp): boolean => typeof address === 'string' && address.length <= MAX_SEGMENT_LENGTH && legal.test(address);

function check(address: unknown, spelling: Spelling, wildcards: boolean): void {
  const { noun, separator } = spelling;
  if (typeof address !== 'string') throw new InvalidTopicError(`${noun} must be a string, got ${typeof address}.`);
  if (address === '') throw new InvalidTopicError(`${noun} is empty; give at least one segment, like "training".`);
  if (address.length > MAX_ADDRESS_LENGTH) {
    throw refuse(spelling, address, `is ${String(address.length)} characters long`, `use at most ${String(MAX_ADDRESS_LENGTH)}`);
  }
  const segments = address.split(separator);
  if (segments.length < spelling.leastSegments && !(wildcards && address === '*')) {
    throw refuse(spelling, address, 'has one segment', `use at least two, like "training${separator}status"`);
  }
  if (segments.length > MAX_SEGMENTS) {
    throw refuse(spelling, address, `has ${String(segments.length)} segments`, `use at most ${String(MAX_SEGMENTS)}`);
  }
  for (const segment of segments) checkSegment(segment, address, spelling, wildcards);
}

function checkSegment(segment: string, address: string, spelling: Spelling, wildcards: boolean): void {
  if (segment === '*' && wildcards) return;
  if (segment === '') {
    throw refuse(spelling, address, 'has an empty segment', `remove the leading, trailing or double "${spelling.separator}"`);
  }
  const other = spelling.separator === '.' ? ':' : '.';
  if (segment.includes(other)) {
    throw refuse(spelling, address, `holds the character "${other}"`, `join the segments of a ${spelling.noun.toLowerCase()} by "${spelling.separator}"`);
  }
  if (segment.includes('*')) {
    const remedy = wildcards ? 'let "*" stand alone between separators' : 'publish and store under a literal address';
    throw refuse(spelling, address, `holds a wildcard in ${quoted(segment)}`, remedy);
  }
  if (!SEGMENT.test(segment)) {
    const foreign = FOREIGN.exec(segment)?.[0] ?? segment;
    throw refuse(spelling, address, `holds the character ${quoted(foreign)}`, 'use only letters, digits, "_" and "-"');
  }
  if (segment.length > MAX_SEGMENT_LENGTH) {
    throw refuse(spelling, address, `has a segment of ${String(segment.length)} characters`, `use at most ${String(MAX_SEGMENT_LENGTH)}`);
  }
}

function refuse(spelling: Spelling, address: string, wrong: string, remedy: string): InvalidTopicError {
  return new InvalidTopicError(`${spelling.noun} ${quoted(address)} ${wrong}; ${remedy}.`);
}
