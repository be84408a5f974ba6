import type { Message, MessageBroker } from '@runwire/broker-core';
import { decodeNumber, NON_FINITE_WORDS } from '@runwire/events';
import { experimentTopic } from './experiment-address.js';
import type { ExperimentModel } from './experiment-model.js';
import { sequenceOf } from './stamp.js';

/** Some neighbouring values of a curve in one. */
export interface MetricPoint {
  /** The training step of the last value; absent where the trainer gave none. */
  readonly step?: number;
  /** When the last value was published: milliseconds since the epoch, on the broker's clock. */
  readonly time: number;
  /** The last value; it may be NaN or infinite. */
  readonly last: number;
  /** The least and the greatest of the finite values; `last` where none is finite. */
  readonly min: number;
  readonly max: number;
  /** How many values are in it, from 1. */
  readonly count: number;
  /** How many of them are NaN or infinite. */
  readonly nonFinite: number;
}

/** A curve, oldest point first. */
export interface MetricSeries {
  readonly metric: string;
  readonly points: readonly MetricPoint[];
}

interface Sample {
  readonly step: number | undefined;
  readonly time: number;
  readonly value: number;
}

/** Points of a curve when nothing else is asked for. */
export const DEFAULT_MAX_POINTS = 500;

/**
 * Reads the retained curves of an experiment, all from one walk over the history.
 * @param wanted the metrics; absent: all there are
 */
export async function readSeries(broker: MessageBroker, { record }: ExperimentModel, wanted?: ReadonlySet<string>): Promise<ReadonlyMap<string, readonly Sample[]>> {
  const samples = new Map<string, Sample[]>();
  const floor = floorOf(record);
  for await (const message of broker.history(experimentTopic(record, 'metrics'))) {
    const event = readMetrics(message);
    if (event === undefined || (sequenceOf(message.data) ?? Infinity) <= floor) continue;
    for (const [name, raw] of Object.entries(event.metrics)) {
      if (wanted?.has(name) === false || !isWireNumber(raw)) continue;
      const sample = { step: event.step, time: message.timestamp, value: decodeNumber(raw) };
      const curve = samples.get(name);
      if (curve === undefined) samples.set(name, [sample]);
      else curve.push(sample);
    }
  }
  return samples;
}

/** At most `maxPoints` points, each of as many neighbouring values as the others (the last may have fewer). */
export function downsample(samples: readonly Sample[], maxPoints: number): readonly MetricPoint[] {
  const size = Math.max(1, Math.ceil(samples.length / maxPoints));
  const points: MetricPoint[] = [];
  for (let at = 0; at < samples.length; at += size) points.push(pointOf(samples.slice(at, at + size)));
  return points;
}

function pointOf(bucket: readonly Sample[]): MetricPoint {
  const { step, time, value: last } = bucket[bucket.length - 1] ?? { step: undefined, time: 0, value: NaN };
  let [min, max, finite] = [Infinity, -Infinity, 0];
  for (const { value } of bucket) {
    if (!Number.isFinite(value)) continue;
    finite++;
    min = Math.min(min, value);
    max = Math.max(max, value);
  }
  const range = finite === 0 ? { min: last, max: last } : { min, max };
  return { ...(step === undefined ? {} : { step }), time, last, ...range, count: bucket.length, nonFinite: bucket.length - finite };
}

/** A lighter look than the schema's, because thousands are read at once: what is needed is checked, the rest is passed over. */
function readMetrics({ data }: Message): { readonly metrics: object; readonly step: number | undefined } | undefined {
  if (typeof data !== 'object' || data === null || !('metrics' in data)) return undefined;
  const { metrics } = data;
  const step = 'step' in data ? data.step : undefined;
  if (typeof metrics !== 'object' || metrics === null) return undefined;
  return { metrics, step: typeof step === 'number' ? step : undefined };
}

function isWireNumber(value: unknown): value is number | (typeof NON_FINITE_WORDS)[number] {
  return typeof value === 'number' || NON_FINITE_WORDS.some((word) => word === value);
}

/** Up to which event the history is of earlier experiments of this id. */
function floorOf(record: Readonly<Record<string, unknown>>): number {
  const { sequenceFloor } = record;
  if (typeof sequenceFloor !== 'object' || sequenceFloor === null || !('metrics' in sequenceFloor)) return 0;
  return typeof sequenceFloor.metrics === 'number' ? sequenceFloor.metrics : 0;
}
