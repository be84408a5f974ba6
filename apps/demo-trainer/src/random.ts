/* Taken from the global once: inside a vm context, where tests run, each look-up would cost more than the arithmetic. */
const { cos, floor, imul, log, sqrt } = Math;

/** The whole state of a {@link Random}: four unsigned 32-bit words, not all zero. */
export type RandomState = readonly [number, number, number, number];

/**
 * Seeded random numbers: xoshiro128** (Blackman and Vigna, https://prng.di.unimi.it), period 2^128 − 1.
 *
 * The same seed and stream name give the same numbers on every machine; different stream names give unrelated ones.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /** @param seed any integer within ±2^53. @param stream what the numbers are for, such as `market`. */
  constructor(seed: number, stream: string) {
    [this.#a, this.#b, this.#c, this.#d] = seededState(seed, stream);
  }

  /** Everything needed to continue this sequence with {@link restore}. */
  get state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }

  restore(state: RandomState): void {
    [this.#a, this.#b, this.#c, this.#d] = state;
  }

  /** Uniform in [0, 2^32). */
  word(): number {
    const result = imul(rotateLeft(imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotateLeft(this.#d, 11);
    return result;
  }

  /** Uniform in [0, 1) with all 53 bits of a double. */
  uniform(): number {
    const high = this.word() >>> 5;
    const low = this.word() >>> 6;
    return (high * 67_108_864 + low) / 9_007_199_254_740_992;
  }

  /** Uniform whole number in [0, limit); `limit` at most 2^32. */
  integer(limit: number): number {
    return floor(this.uniform() * limit);
  }

  /** Standard normal, by the Box–Muller transform. */
  gaussian(): number {
    const radius = sqrt(-2 * log(1 - this.uniform()));
    return radius * cos(2 * Math.PI * this.uniform());
  }

  /** Student's t with a whole number of degrees of freedom > 2, scaled to variance 1. */
  unitStudentT(degrees: number): number {
    const numerator = this.gaussian();
    let chiSquared = 0;
    for (let draw = 0; draw < degrees; draw++) chiSquared += square(this.gaussian());
    return numerator * sqrt((degrees - 2) / chiSquared);
  }

  /** Puts `items` in a uniformly random order, in place (Fisher and Yates). */
  shuffle(items: Uint32Array): void {
    for (let last = items.length - 1; last > 0; last--) {
      const chosen = this.integer(last + 1);
      const held = items[last] ?? 0;
      items[last] = items[chosen] ?? 0;
      items[chosen] = held;
    }
  }
}

/** Not `** 2`: V8's interpreter and its compiler round that differently. */
function square(value: number): number {
  return value * value;
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** Spreads seed and stream name over 128 bits with SplitMix32, which never yields four zero words in a row. */
function seededState(seed: number, stream: string): RandomState {
  let counter = mix(seed | 0) ^ mix(floor(seed / 4_294_967_296) ^ 0x5bd1e995);
  for (let at = 0; at < stream.length; at++) counter = mix(counter ^ stream.charCodeAt(at));
  const next = (): number => mix((counter = (counter + 0x9e3779b9) | 0)) >>> 0;
  return [next(), next(), next(), next()];
}

/** The 32-bit finaliser of MurmurHash3: every input bit reaches every output bit. */
function mix(word: number): number {
  const first = imul(word ^ (word >>> 16), 0x85ebca6b);
  const second = imul(first ^ (first >>> 13), 0xc2b2ae35);
  return second ^ (second >>> 16);
}
