import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoundedQueue } from '../src/delivery/bounded-queue.js';
import type { Delivery } from '../src/delivery/delivery.js';
import { Route } from '../src/delivery/route.js';

const delivery = (n: number, bytes = 1): Delivery => ({ message: { id: String(n), topic: 't', data: n, timestamp: n }, epoch: undefined, bytes });

/** Queues that share a topic, each beside what it should hold. */
class Model {
  readonly sides = [3, 40, 1_000].map((maxLength) => {
    const queue = new BoundedQueue(maxLength, 600);
    return { queue, maxLength, held: [] as Delivery[] };
  });
  readonly route = new Route(
    this.sides.map((side) => ({
      isOpen: true, beganAt: 0,
      isLive: () => true,
      offer: (run) => {
        if (!side.queue.link(run)) run.end();
      },
    })),
  );
  #count = 0;

  flow(): void {
    const next = delivery(++this.#count, 1 + (this.#count % 7));
    for (const { queue, held } of this.sides) {
      if (!queue.isFull) held.push(next);
    }
    this.route.pass(next);
  }

  push(index: number): void {
    const next = delivery(++this.#count);
    this.sides[index]?.queue.push(next);
    this.sides[index]?.held.push(next);
  }

  take(index: number, how: 'shift' | 'shiftDelivery' | 'shiftOfRun', max: number): void {
    const side = this.sides[index];
    if (side === undefined) return;
    const { queue, held } = side;
    if (how === 'shift') expect(queue.shift()).toBe(held.shift()?.message);
    else if (how === 'shiftDelivery') expect(queue.shiftDelivery()).toEqual(held.shift());
    else {
      const many = queue.shiftOfRun(max);
      expect(many.length > 0).toBe(held.length > 0);
      expect(many).toEqual(held.splice(0, many.length).map(({ message }) => message));
    }
  }

  clear(index: number): void {
    this.sides[index]?.queue.clear();
    this.sides[index]?.held.splice(0);
  }

  check(): void {
    for (const { queue, held, maxLength } of this.sides) {
      const bytes = held.reduce((sum, each) => sum + each.bytes, 0);
      expect([...queue]).toEqual(held);
      expect([queue.length, queue.isFull]).toEqual([held.length, held.length >= maxLength || bytes >= 600]);
      expect(queue.isLow).toBe(held.length * 2 <= maxLength && bytes * 2 <= 600);
      expect(queue.room).toBe(queue.isFull ? 0 : maxLength - held.length);
    }
  }
}

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('flow' as const), times: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('push' as const), side: fc.nat(2), times: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constantFrom('shift' as const, 'shiftDelivery' as const, 'shiftOfRun' as const), side: fc.nat(2), times: fc.integer({ min: 1, max: 60 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('clear' as const, 'endRun' as const), side: fc.nat(2), times: fc.constant(1) }) },
);

describe('BoundedQueue', () => {
  it('behaves like an array of its own at both ends, though it shares runs that grow', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
      const model = new Model();
      for (const { kind, times, ...rest } of steps) {
        const side = 'side' in rest ? rest.side : 0;
        for (let left = times; left > 0; left--) {
          if (kind === 'flow') model.flow();
          else if (kind === 'push') model.push(side);
          else if (kind === 'clear') model.clear(side);
          else if (kind === 'endRun') model.sides[side]?.queue.endRun();
          else model.take(side, kind, left);
        }
        model.check();
      }
    }));
  });

  it('keeps nothing of what was taken: not in the queue, not in the route', () => {
    const { sides, route } = new Model();
    route.pass(delivery(1));
    for (const { queue } of sides) {
      queue.shift();
      queue.endRun();
    }
    expect(route.run).toBeUndefined();
  });

  it('is full by count or by bytes, and low at half of both', () => {
    const byCount = new BoundedQueue(4, 1_000);
    for (const n of [1, 2, 3]) byCount.push(delivery(n));
    expect([byCount.isFull, byCount.isLow, byCount.room]).toEqual([false, false, 1]);
    byCount.push(delivery(4));
    expect([byCount.isFull, byCount.room]).toEqual([true, 0]);
    byCount.shift();
    byCount.shift();
    expect([byCount.isFull, byCount.isLow, byCount.room]).toEqual([false, true, 2]);
    const byBytes = new BoundedQueue(100, 10);
    byBytes.push(delivery(1, 6));
    expect([byBytes.isFull, byBytes.isLow]).toEqual([false, false]);
    byBytes.push(delivery(2, 6));
    expect([byBytes.isFull, byBytes.room]).toEqual([true, 0]);
    byBytes.clear();
    expect([byBytes.isFull, byBytes.isLow, byBytes.room]).toEqual([false, true, 100]);
  });
});
