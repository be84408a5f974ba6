import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Curve, type CurveData, type CurvePoint } from '../../src/dashboard/curve.js';

const point = fc.record({ step: fc.nat(5_000), time: fc.nat(), value: fc.oneof(fc.integer(), fc.constant(null)) });

function curveOf(points: readonly CurvePoint[], maxBuckets: number): Curve {
  const curve = new Curve(maxBuckets);
  for (const each of points) curve.add(each);
  return curve;
}

describe('Curve', () => {
  it('that was loaded half-way and went on equals one that saw every point', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 300 }), fc.nat(300), (points, at) => {
        const early = curveOf(points, 20);
        const late = Curve.from(JSON.parse(JSON.stringify(curveOf(points.slice(0, at), 20).data)) as CurveData, 20);
        for (const each of points.slice(at)) late.add(each);
        expect(late.data).toEqual(early.data);
      }),
    );
  });

  it('never holds more buckets than allowed, and loses neither extreme', () => {
    fc.assert(
      fc.property(fc.array(point, { minLength: 1, maxLength: 500 }), (points) => {
        const { steps, min, max } = curveOf(points, 16).data;
        const values = points.flatMap(({ value }) => (value === null ? [] : [value]));
        expect(steps.length).toBeLessThanOrEqual(16);
        expect([...steps].sort((a, b) => a - b)).toEqual(steps);
        if (values.length === 0) return;
        expect(Math.min(...min.filter((value) => value !== null))).toBe(Math.min(...values));
        expect(Math.max(...max.filter((value) => value !== null))).toBe(Math.max(...values));
      }),
    );
  });

  it('keeps between half and all of its buckets for a long run', () => {
    const curve = new Curve();
    for (let update = 1; update <= 10_000; update++) curve.add({ step: update * 512, time: update, value: Math.sin(update) });
    expect(curve.length).toBeGreaterThanOrEqual(500);
    expect(curve.length).toBeLessThanOrEqual(1_000);
    expect(curve.data.last.at(-1)).toBe(Math.sin(10_000));
  });
});
