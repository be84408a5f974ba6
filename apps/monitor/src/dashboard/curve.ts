/** A curve as JSON carries it, in columns; `null` stands for a value that is not finite. */
export interface CurveData {
  /** Steps per bucket. */
  readonly width: number;
  readonly steps: readonly number[];
  /** Milliseconds since the epoch. */
  readonly times: readonly number[];
  readonly last: readonly (number | null)[];
  readonly min: readonly (number | null)[];
  readonly max: readonly (number | null)[];
}

/** One measured value. */
export interface CurvePoint {
  readonly step: number;
  readonly time: number;
  readonly value: number | null;
}

/** As many points as a chart can show. */
export const CURVE_BUCKETS = 1_000;

/**
 * A curve of bounded size: buckets of equal width in steps, each with its last value, its least and its greatest. When
 * there are too many, neighbours are merged two by two. The same points in the same order give the same curve, wherever
 * the counting began: so a page that loads a curve and goes on live equals one that saw every point.
 */
export class Curve {
  readonly #maxBuckets: number;
  #width = 1;
  #steps: number[] = [];
  #times: number[] = [];
  #last: (number | null)[] = [];
  #min: (number | null)[] = [];
  #max: (number | null)[] = [];

  constructor(maxBuckets: number = CURVE_BUCKETS) {
    this.#maxBuckets = maxBuckets;
  }

  static from(data: CurveData, maxBuckets: number = CURVE_BUCKETS): Curve {
    const curve = new Curve(maxBuckets);
    curve.#width = data.width;
    curve.#steps = [...data.steps];
    curve.#times = [...data.times];
    curve.#last = [...data.last];
    curve.#min = [...data.min];
    curve.#max = [...data.max];
    return curve;
  }

  get length(): number {
    return this.#steps.length;
  }

  /** The columns themselves, not to be changed; valid until the next `add`. */
  get data(): CurveData {
    return { width: this.#width, steps: this.#steps, times: this.#times, last: this.#last, min: this.#min, max: this.#max };
  }

  add({ step, time, value }: CurvePoint): void {
    const at = this.#placeOf(step);
    const isNew = at === this.#steps.length || this.#bucketOf(this.#steps[at] ?? 0) !== this.#bucketOf(step);
    if (isNew) this.#insert(at, { step, time, value });
    else this.#renew(at, { step, time, value });
    while (this.#steps.length > this.#maxBuckets) this.#widen();
  }

  #bucketOf(step: number): number {
    return Math.floor(step / this.#width);
  }

  /** Where the bucket of the step is, or belongs. Nearly always the end: a trainer goes forward. */
  #placeOf(step: number): number {
    const bucket = this.#bucketOf(step);
    let at = this.#steps.length;
    while (at > 0 && this.#bucketOf(this.#steps[at - 1] ?? 0) >= bucket) at -= 1;
    return at;
  }

  #insert(at: number, { step, time, value }: CurvePoint): void {
    this.#steps.splice(at, 0, step);
    this.#times.splice(at, 0, time);
    this.#last.splice(at, 0, value);
    this.#min.splice(at, 0, value);
    this.#max.splice(at, 0, value);
  }

  #renew(at: number, { step, time, value }: CurvePoint): void {
    this.#steps[at] = step;
    this.#times[at] = time;
    this.#last[at] = value;
    this.#min[at] = extreme(Math.min, this.#min[at], value);
    this.#max[at] = extreme(Math.max, this.#max[at], value);
  }

  #widen(): void {
    const { steps, times, last, min, max } = this.data;
    this.#width *= 2;
    [this.#steps, this.#times, this.#last, this.#min, this.#max] = [[], [], [], [], []];
    for (const [index, step] of steps.entries()) {
      const point = { step, time: times[index] ?? 0, value: last[index] ?? null };
      const end = this.#steps.length - 1;
      const isSame = end >= 0 && this.#bucketOf(this.#steps[end] ?? 0) === this.#bucketOf(step);
      const at = isSame ? end : end + 1;
      if (isSame) this.#renew(at, point);
      else this.#insert(at, point);
      this.#min[at] = extreme(Math.min, this.#min[at], min[index]);
      this.#max[at] = extreme(Math.max, this.#max[at], max[index]);
    }
  }
}

function extreme(choose: (a: number, b: number) => number, a: number | null | undefined, b: number | null | undefined): number | null {
  if (a === null || a === undefined) return b ?? null;
  return b === null || b === undefined ? a : choose(a, b);
}
