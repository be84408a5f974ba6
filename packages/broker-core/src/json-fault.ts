import { InvalidMessageError } from './errors.js';
import { quoted } from './quoted.js';

const IDENTIFIER = /^[\p{L}_$][\p{L}\p{N}_$]*$/u;

type Fault = { readonly path: string; readonly wrong: string; readonly remedy: string };

/**
 * Says where in `root` lies what JSON cannot carry. Called only after a copy has failed, so it may be slow.
 * @param cause what the failed copy threw; kept as the cause when the fault is a getter's or a `toJSON`'s
 */
export function explainFault(root: unknown, maxDepth: number, cause: unknown): InvalidMessageError {
  const fault = search(root, 'data', [], maxDepth) ?? {
    path: 'data',
    wrong: `cannot be read${cause instanceof Error ? `: ${cause.message}` : ''}`,
    remedy: 'publish plain values',
  };
  return new InvalidMessageError(fault.path, `${fault.path} ${fault.wrong}; ${fault.remedy}.`, cause === undefined ? {} : { cause });
}

function search(value: unknown, path: string, ancestors: readonly object[], maxDepth: number): Fault | undefined {
  if (typeof value === 'bigint') {
    return { path, wrong: `is the BigInt ${String(value)}`, remedy: 'convert it with String() or Number()' };
  }
  if (path === 'data' && (value === undefined || typeof value === 'function' || typeof value === 'symbol')) {
    return { path, wrong: `is ${value === undefined ? 'undefined' : `a ${typeof value}`}`, remedy: 'use null for "nothing"' };
  }
  if (typeof value !== 'object' || value === null) return undefined;
  if (ancestors.includes(value)) {
    return { path, wrong: 'refers to an object that contains it', remedy: 'remove the cycle, or refer to it by an id' };
  }
  if (ancestors.length >= maxDepth) {
    return { path: shortened(path), wrong: `is nested more than ${String(maxDepth)} levels deep`, remedy: 'flatten it' };
  }
  return searchChildren(value, path, [...ancestors, value], maxDepth);
}

function searchChildren(value: object, path: string, ancestors: readonly object[], maxDepth: number): Fault | undefined {
  for (const key of Object.keys(value)) {
    const step = Array.isArray(value) ? `[${key}]` : IDENTIFIER.test(key) ? `.${key}` : `[${quoted(key)}]`;
    let child: unknown;
    try {
      child = (value as Record<string, unknown>)[key];
    } catch {
      return { path: path + step, wrong: 'has a getter that throws', remedy: 'publish plain values' };
    }
    if (child === undefined || typeof child === 'function' || typeof child === 'symbol') continue;
    const fault = search(child, path + step, ancestors, maxDepth);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const shortened = (path: string): string => (path.length <= 120 ? path : `${path.slice(0, 80)}…${path.slice(-40)}`);
