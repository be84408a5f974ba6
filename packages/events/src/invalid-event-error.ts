import type { z } from 'zod';
import { EVENT_VERSION } from './event.js';
import { isObject } from './json-object.js';

/** `INVALID_EVENT`: fields are wrong. `UNKNOWN_EVENT_TYPE`: the `type` is none that this version knows. */
export type InvalidEventCode = 'INVALID_EVENT' | 'UNKNOWN_EVENT_TYPE';

/** Data is not an event, or a record, that this version understands. The message names each wrong field and its value. */
export class InvalidEventError extends Error {
  /** Stable: programs branch on it, the message may be reworded. */
  readonly code: InvalidEventCode;

  constructor(code: InvalidEventCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'InvalidEventError';
    this.code = code;
  }
}

/** The error for data that a schema refused. `what` names the data: `status event`. */
export function invalidEvent(what: string, data: unknown, error: z.core.$ZodError): InvalidEventError {
  const problems = error.issues.slice(0, MAX_ISSUES).map(describeIssue);
  if (error.issues.length > MAX_ISSUES) problems.push(`and ${String(error.issues.length - MAX_ISSUES)} more`);
  const message = `This is no valid ${what}: ${problems.join('; ')}.${newerVersionHint(data)}`;
  return new InvalidEventError('INVALID_EVENT', message, { cause: error });
}

/** A value for an error message, about 80 characters at most. */
export function quote(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(shorten(value));
  if (Array.isArray(value)) return `an array of ${String(value.length)}`;
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}

/** The advice for data from a newer version; empty for other data. */
export function newerVersionHint(data: unknown): string {
  const version = isObject(data) ? data['version'] : undefined;
  if (typeof version !== 'number' || version <= EVENT_VERSION) return '';
  return ` It is of version ${String(version)}, this package knows version ${String(EVENT_VERSION)}: update @runwire/events.`;
}

const MAX_ISSUES = 5;
const MAX_QUOTE = 80;

function shorten(text: string): string {
  return text.length > MAX_QUOTE ? `${text.slice(0, MAX_QUOTE)}…` : text;
}

function describeIssue(issue: z.core.$ZodIssue): string {
  const path = shorten(issue.path.map(String).join('.'));
  const message = issue.message.replace(/^Invalid (input|option): /, '');
  return `${path === '' ? 'the whole' : path} is ${quote(issue.input)}, ${message}`;
}
