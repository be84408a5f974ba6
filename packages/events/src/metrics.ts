import { z } from 'zod';
import { isObject } from './json-object.js';
import { decodeNumber, encodeNumber, isWireNumber, NON_FINITE_WORDS, type WireNumber } from './non-finite.js';

/** The longest name of a metric, in UTF-16 code units. */
export const MAX_METRIC_NAME_LENGTH = 256;

/** The most metrics one event carries. */
export const MAX_METRICS = 1_000;

/**
 * Numbers by metric name; the numbers may be NaN or infinite. Every name is an own property, `__proto__` and
 * `constructor` included, so look names up with `Object.hasOwn` or walk `Object.entries`.
 */
export type Metrics = Readonly<Record<string, number>>;

/** Metrics as JSON carries them. */
export type WireMetrics = Readonly<Record<string, WireNumber>>;

const WireMetricsSchema = z.custom<WireMetrics>(isObject, 'expected an object of numbers by metric name').meta({
  type: 'object',
  maxProperties: MAX_METRICS,
  propertyNames: { minLength: 1, maxLength: MAX_METRIC_NAME_LENGTH },
  additionalProperties: { anyOf: [{ type: 'number' }, { type: 'string', enum: [...NON_FINITE_WORDS] }] },
});

const MetricsValueSchema = z.custom<Metrics>(isObject, 'expected an object of numbers by metric name');

/** Metrics: decodes the words for non-finite numbers, encodes to them. Refuses empty or long names, and what is no number. */
export const MetricsSchema = z.codec(WireMetricsSchema, MetricsValueSchema, {
  decode: (wire, context) => convert(wire, context, { accepts: isWireNumber, to: decodeNumber }),
  encode: (value, context) => convert(value, context, { accepts: isNumber, to: encodeNumber }),
});

/** The wire form of metrics that are right at first sight; `undefined`: only {@link MetricsSchema} can tell. */
export function quickMetrics(value: unknown): WireMetrics | undefined {
  if (!isObject(value)) return undefined;
  const names = Object.keys(value);
  if (names.length > MAX_METRICS) return undefined;
  const wire: Record<string, WireNumber> = {};
  for (const name of names) {
    const number = value[name];
    if (typeof number !== 'number' || name === '' || name === '__proto__' || name.length > MAX_METRIC_NAME_LENGTH) return undefined;
    wire[name] = encodeNumber(number);
  }
  return wire;
}

/** The metrics of a wire form that is checked already; both are frozen. */
export function reviveMetrics(wire: WireMetrics): Metrics {
  Object.freeze(wire);
  return isFinite(wire) ? wire : Object.freeze(Object.fromEntries(Object.entries(wire).map(([name, value]) => [name, decodeNumber(value)])));
}

function isFinite(wire: WireMetrics): wire is Metrics {
  return Object.values(wire).every(isNumber);
}

interface Conversion<From, To> {
  readonly accepts: (value: unknown) => value is From;
  readonly to: (value: From) => To;
}

/** `Object.fromEntries` defines own properties, where assignment to `__proto__` would set the prototype. */
function convert<From, To>(
  input: Readonly<Record<string, unknown>>,
  context: z.core.ParsePayload,
  { accepts, to }: Conversion<From, To>,
): Readonly<Record<string, To>> {
  const entries: [string, To][] = [];
  for (const [name, value] of Object.entries(input)) {
    if (accepts(value)) entries.push([name, to(value)]);
    else context.issues.push({ code: 'custom', path: [name], message: NOT_A_NUMBER, input: value });
  }
  for (const message of nameProblems(Object.keys(input))) context.issues.push({ code: 'custom', message, input });
  return Object.fromEntries(entries);
}

const NOT_A_NUMBER = 'expected a number; on the wire "NaN", "Infinity" and "-Infinity" stand for the non-finite ones';

function* nameProblems(names: readonly string[]): Generator<string> {
  if (names.length > MAX_METRICS) {
    yield `${String(names.length)} metrics in one event, the limit is ${String(MAX_METRICS)}; publish several events`;
  }
  if (names.includes('')) yield 'a metric has an empty name; give it one';
  const long = names.find((name) => name.length > MAX_METRIC_NAME_LENGTH);
  if (long === undefined) return;
  yield `the metric name "${long.slice(0, 40)}…" has ${String(long.length)} characters, the limit is ${String(MAX_METRIC_NAME_LENGTH)}`;
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number';
}
