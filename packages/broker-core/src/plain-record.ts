/**
 * The objects that a copy is made of, and stores into them by names that are only known at run time. V8 compiles
 * `record[name] = value` to a plain store where it meets one name only, and looks the name up where it meets many
 * (https://v8.dev/blog/fast-properties). So each of the first places in an object has a store of its own: messages of one kind
 * have the same names in the same order. Messages and what is nested in them are apart, for they differ.
 */
export type PlainRecord = Record<string, unknown>;

/**
 * Makes what `{}` makes. But V8 learns how many properties the objects of a constructor get and gives them as many places
 * within, where those of a bare `{}` have four and keep the rest in a second object.
 */
export const OuterRecord = function () {
  // Nothing: the properties come one by one.
} as unknown as new () => PlainRecord;
OuterRecord.prototype = Object.prototype;

/** As {@link OuterRecord}, for what is nested. */
export const InnerRecord = function () {
  // Nothing.
} as unknown as new () => PlainRecord;
InnerRecord.prototype = Object.prototype;

/** Gives an {@link OuterRecord} its property number `place`, from 0. Not for `__proto__`. */
export function storeInOuter(record: PlainRecord, place: number, name: string, value: unknown): void {
  switch (place) {
    case 0: record[name] = value; break;
    case 1: record[name] = value; break;
    case 2: record[name] = value; break;
    case 3: record[name] = value; break;
    case 4: record[name] = value; break;
    case 5: record[name] = value; break;
    case 6: record[name] = value; break;
    case 7: record[name] = value; break;
    case 8: record[name] = value; break;
    case 9: record[name] = value; break;
    default: record[name] = value;
  }
}

/** The same for an {@link InnerRecord}. One function for both would meet the names of both. */
export function storeInInner(record: PlainRecord, place: number, name: string, value: unknown): void {
  switch (place) {
    case 0: record[name] = value; break;
    case 1: record[name] = value; break;
    case 2: record[name] = value; break;
    case 3: record[name] = value; break;
    case 4: record[name] = value; break;
    case 5: record[name] = value; break;
    case 6: record[name] = value; break;
    case 7: record[name] = value; break;
    case 8: record[name] = value; break;
    case 9: record[name] = value; break;
    case 10: record[name] = value; break;
    case 11: record[name] = value; break;
    case 12: record[name] = value; break;
    case 13: record[name] = value; break;
    case 14: record[name] = value; break;
    case 15: record[name] = value; break;
    default: record[name] = value;
  }
}
