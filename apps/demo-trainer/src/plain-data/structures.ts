import { InvalidDataError, type DataProblem } from './invalid-data-error.js';
import { nearestName } from './nearest-name.js';
import { refuse, type Read, type Reader } from './reader.js';

type Fields = Readonly<Record<string, Reader<unknown>>>;
type MayMiss<F extends Fields> = { [Name in keyof F]: undefined extends Read<F[Name]> ? Name : never }[keyof F];

/** An object with these fields; those that may be undefined may be left out. */
export type ReadObject<F extends Fields> = { readonly [Name in Exclude<keyof F, MayMiss<F>>]: Read<F[Name]> } & {
  readonly [Name in MayMiss<F>]?: Exclude<Read<F[Name]>, undefined>;
};

/** An object with these fields and no others. What is undefined is left out of what it gives. */
export function object<F extends Fields>(fields: F): Reader<ReadObject<F>> {
  return (value) => {
    if (!isRecord(value)) return refuse(value, 'an object');
    const names = Object.keys(fields);
    const unknown = Object.keys(value).filter((name) => !names.includes(name));
    const parts = Object.entries(fields).map(([name, read]) => [name, read, value[name]] as const);
    const read = readParts(parts, unknown.map((name) => ({ path: [name], message: describeUnknown(name, names) })));
    // Each field was given its type by its own reader.
    return Object.fromEntries(read.filter(([, field]) => field !== undefined)) as ReadObject<F>;
  };
}

interface Length {
  readonly min?: number;
  readonly max?: number;
}

/** A list of values that are all read alike. */
export function list<T>(read: Reader<T>, { min = 0, max = Infinity }: Length = {}): Reader<readonly T[]> {
  const wanted = max === Infinity ? `a list of at least ${min}` : `a list of ${min === max ? min : `${min} to ${max}`}`;
  return (value) => {
    if (!Array.isArray(value) || value.length < min || value.length > max) return refuse(value, wanted);
    return readParts(value.map((part: unknown, at) => [String(at), read, part] as const)).map(([, part]) => part);
  };
}

/** Reads all, and throws once for all that is wrong. */
function readParts<T>(parts: readonly (readonly [name: string, read: Reader<T>, value: unknown])[], problems: readonly DataProblem[] = []): [string, T][] {
  const found = [...problems];
  const read = parts.flatMap(([name, readPart, value]): [string, T][] => {
    try {
      return [[name, readPart(value)]];
    } catch (error) {
      if (!(error instanceof InvalidDataError)) throw error;
      found.push(...error.problems.map(({ path, message }) => ({ path: [name, ...path], message })));
      return [];
    }
  });
  if (found.length > 0) throw new InvalidDataError(found);
  return read;
}

function describeUnknown(name: string, known: readonly string[]): string {
  const nearest = nearestName(name, known);
  return nearest === undefined ? `is unknown; choose from ${known.join(', ')}` : `is unknown; did you mean ${nearest}?`;
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
