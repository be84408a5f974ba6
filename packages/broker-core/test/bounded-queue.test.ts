import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { BoundedQueue } from '../src/delivery/bounded-queue.js';
import type { Delivery } from '../src/delivery/delivery.js';

const delivery = (n: number, bytes = 1): Delivery => ({ message: { id: String(n), topic: 't', data: n, timestamp: n }, epoch: undefined, bytes });

describe('BoundedQueue', () => {
  it('behaves like an array at both ends, through any sequence', () => {
    fc.assert(fc.property(fc.array(fc.oneof({ weight: 3, arbitrary: fc.constantFrom('push', 'shift') }, { weight: 1, arbitrary: fc.constant('clear') }, { weight: 2, arbitrary: fc.constantFrom('push 100', 'shift 90') })), (steps) => {
      const queue = new BoundedQueue(1_000_000, 1_000_000_000);
      let model: Delivery[] = [];
      let count = 0;
      for (const step of steps) {
        const [kind, times = '1'] = step.split(' ');
        for (let left = Number(times); left > 0; left--) {
          const next = delivery(++count);
          if (kind === 'push') {
            queue.push(next);
            model.push(next);
          } else if (kind === 'shift') expect(queue.shift()).toBe(model.shift());
          else {
            queue.clear();
            model = [];
          }
        }
        expect(queue.length).toBe(model.length);
        expect([...queue]).toEqual(model);
      }
    }));
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
