import { InvalidDataError } from './invalid-data-error.js';

/** Gives a value its type, or throws {@link InvalidDataError} telling all that is wrong with it. */
export type Reader<T> = (value: unknown) => T;

/** What a reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

interface NumberRange {
  readonly min?: number;
  readonly max?: number;
  /** The number must be greater. */
  readonly above?: number;
  readonly isWhole?: boolean;
}

/** A finite number in a range, both ends included. */
export function number({ min = -Infinity, max = Infinity, above = -Infinity, isWhole = false }: NumberRange = {}): Reader<number> {
  const bounds = [
    ...(above === -Infinity ? [] : [` above ${above}`]),
    ...(min === -Infinity ? [] : [max === Infinity ? ` of at least ${min}` : ` from ${min} to ${max}`]),
  ];
  const wanted = `a ${isWhole ? 'whole ' : ''}number${bounds.join('')}`;
  return (value) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) return refuse(value, wanted);
    const fits = value >= min && value <= max && value > above && (!isWhole || Number.isSafeInteger(value));
    return fits ? value : refuse(value, wanted);
  };
}

/** A whole number in a range, both ends included. */
export function integer(min = -Infinity, max = Infinity): Reader<number> {
  return number({ min, max, isWhole: true });
}

/** A text, not empty. */
export const text: Reader<string> = (value) => (typeof value === 'string' && value !== '' ? value : refuse(value, 'a text'));

/** One of a few words or numbers. */
export function oneOf<const T extends string | number>(choices: readonly T[]): Reader<T> {
  return (value) => choices.find((choice) => choice === value) ?? refuse(value, choices.map((choice) => JSON.stringify(choice)).join(' or '));
}

export function optional<T>(read: Reader<T>): Reader<T | undefined> {
  return (value) => (value === undefined ? undefined : read(value));
}

/** What is left out is `fallback`. */
export function withDefault<T>(read: Reader<T>, fallback: unknown): Reader<T> {
  return (value) => read(value === undefined ? fallback : value);
}

/** Throws: the value is not what is wanted. */
export function refuse(value: unknown, wanted: string): never {
  const is = value === undefined ? 'is missing' : `is ${shown(value)}`;
  throw new InvalidDataError([{ path: [], message: `${is}; give ${wanted}` }]);
}

const MAX_SHOWN = 60;

function shown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  const json = JSON.stringify(value);
  return json.length <= MAX_SHOWN ? json : `${json.slice(0, MAX_SHOWN)}…`;
}
