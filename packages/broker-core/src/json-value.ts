import { explainFault } from './json-fault.js';
import { MessageTooLargeError } from './errors.js';
import { InnerRecord, OuterRecord, storeInInner, storeInOuter } from './plain-record.js';

/** Deepest nesting of arrays and objects that a message or a stored value may have. */
export const MAX_JSON_DEPTH = 1_000;

/** A private copy of a value: plain JSON, deeply frozen, with what it weighs. */
export interface JsonCopy {
  readonly value: unknown;
  /** Approximate size in memory, bytes. */
  readonly bytes: number;
}

/** Most bytes one UTF-16 unit takes as JSON text (`\u001f`), and one number or punctuated token (`-2.2250738585072014e-308,`). */
const MOST_BYTES_PER_UNIT = 6;
const MOST_BYTES_PER_TOKEN = 26;

/**
 * Copies `value` as `JSON.parse(JSON.stringify(value))` would, in one walk that also checks and deeply freezes it.
 *
 * @param maxBytes most UTF-8 bytes its JSON text may have
 * @throws InvalidMessageError for BigInt, cycles, nesting beyond 1 000, and a root that JSON has no text for
 * @throws MessageTooLargeError
 */
export function copyJson(value: unknown, maxBytes: number): JsonCopy {
  const walk = new Walk(maxBytes);
  const copy = walk.copyRoot(value);
  walk.checkSize(copy);
  return { value: copy, bytes: walk.units * 2 + walk.tokens * 16 };
}

/** What JSON leaves out of objects and writes as `null` in arrays. */
const OMITTED = Symbol('omitted');

class Walk {
  units = 0;
  tokens = 0;
  readonly #maxBytes: number;
  /** Nothing that an object inherits from `Object.prototype` is enumerable, as long as nobody has added to it. */
  readonly #isPrototypeBare = inheritedKey() === undefined;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  copyRoot(value: unknown): unknown {
    let copy: unknown;
    try {
      copy = this.#copy(value, '', 0);
    } catch (error) {
      if (error instanceof MessageTooLargeError) throw error;
      throw explainFault(value, MAX_JSON_DEPTH, error);
    }
    if (copy === OMITTED) throw explainFault(value, MAX_JSON_DEPTH, undefined);
    return copy;
  }

  /** The exact count costs a pass over the text, so it is taken only when an upper bound leaves the question open. */
  checkSize(copy: unknown): void {
    if (this.units * MOST_BYTES_PER_UNIT + this.tokens * MOST_BYTES_PER_TOKEN <= this.#maxBytes) return;
    const bytes = Buffer.byteLength(JSON.stringify(copy));
    if (bytes > this.#maxBytes) throw new MessageTooLargeError(bytes, this.#maxBytes);
  }

  #copy(value: unknown, key: string, depth: number): unknown {
    switch (typeof value) {
      case 'string':
        return this.#count(value);
      case 'number':
        this.tokens++;
        return jsonNumber(value);
      case 'boolean':
        this.tokens++;
        return value;
      case 'object':
        return value === null ? this.#null() : this.#copyObject(value, key, depth);
      case 'bigint':
        return this.#copyBigInt(value, key, depth);
      case 'function':
        return 'toJSON' in value ? this.#copyObject(value, key, depth) : OMITTED;
      default:
        return OMITTED;
    }
  }

  #copyObject(value: object, key: string, depth: number): unknown {
    // A cycle ends here too; the explanation tells it apart from honest depth.
    if (depth >= MAX_JSON_DEPTH) throw new RangeError('too deep');
    const { toJSON } = value as { toJSON?: unknown };
    return this.#copyPlain(typeof toJSON === 'function' ? (toJSON as (key: string) => unknown).call(value, key) : value, key, depth);
  }

  /** What `toJSON` returned is not asked for `toJSON` again. */
  #copyPlain(value: unknown, key: string, depth: number): unknown {
    if (typeof value === 'function') return OMITTED;
    if (typeof value !== 'object' || value === null) return this.#copy(value, key, depth);
    this.#checkLowerBound();
    if (Array.isArray(value)) return this.#copyArray(value, depth + 1);
    const isBare = this.#isBare(value);
    const unboxed = isBare ? value : unbox(value);
    return unboxed === value ? this.#copyRecord(value as Record<string, unknown>, isBare, depth + 1) : this.#copy(unboxed, key, depth);
  }

  /** Whether `for in` finds its own properties only. */
  #isBare(value: object): boolean {
    const prototype: unknown = Object.getPrototypeOf(value);
    return prototype === null || (prototype === Object.prototype && this.#isPrototypeBare);
  }

  #copyArray(value: readonly unknown[], depth: number): readonly unknown[] {
    const copy: unknown[] = [];
    this.tokens++;
    for (let index = 0; index < value.length; index++) {
      const element = value[index];
      const item = this.#copy(element, typeof element === 'object' || typeof element === 'function' ? String(index) : '', depth);
      copy.push(item === OMITTED ? this.#null() : item);
    }
    return Object.freeze(copy);
  }

  #copyRecord(value: Record<string, unknown>, isBare: boolean, depth: number): object {
    const isOuter = depth === 1;
    const copy = isOuter ? new OuterRecord() : new InnerRecord();
    let place = 0;
    let units = 0;
    let tokens = 1;
    // The names and the order of `Object.keys`, but each property is read by its place instead of looked up by its name.
    for (const key in value) {
      if (!isBare && !Object.hasOwn(value, key)) continue;
      let item = value[key];
      if (typeof item === 'number') {
        item = jsonNumber(item);
        tokens++;
      } else if (typeof item === 'string') {
        units += item.length;
        tokens++;
      } else item = this.#copy(item, key, depth);
      if (item === OMITTED) continue;
      units += key.length;
      tokens++;
      if (key === '__proto__') Object.defineProperty(copy, key, { value: item, enumerable: true, configurable: true, writable: true });
      else if (isOuter) storeInOuter(copy, place++, key, item);
      else storeInInner(copy, place++, key, item);
    }
    this.units += units;
    this.tokens += tokens;
    return Object.freeze(copy);
  }

  #copyBigInt(value: bigint, key: string, depth: number): unknown {
    const { toJSON } = BigInt.prototype as { toJSON?: (this: bigint, key: string) => unknown };
    if (toJSON === undefined) throw new TypeError('BigInt');
    return this.#copy(toJSON.call(value, key), key, depth);
  }

  #count(text: string): string {
    this.units += text.length;
    this.tokens++;
    return text;
  }

  #null(): null {
    this.tokens++;
    return null;
  }

  /** Stops shared sub-trees from growing into an endless text: every unit and token is at least one byte. */
  #checkLowerBound(): void {
    const least = this.units + this.tokens;
    if (least > this.#maxBytes) throw new MessageTooLargeError(least, this.#maxBytes);
  }
}

/** JSON knows neither NaN nor the infinities nor a negative zero. */
function jsonNumber(value: number): number | null {
  if (value - value !== 0) return null;
  return value === 0 ? 0 : value; // Not `value + 0`: V8 would box the sum anew.
}

/** The first enumerable property that all objects inherit. */
function inheritedKey(): string | undefined {
  for (const key in Object.prototype) return key;
  return undefined;
}

/** JSON writes boxed primitives as what they hold. */
function unbox(value: object): unknown {
  if (value instanceof Number) return Number(value);
  if (value instanceof String) return String(value);
  if (value instanceof Boolean || value instanceof BigInt) return value.valueOf();
  return value;
}
