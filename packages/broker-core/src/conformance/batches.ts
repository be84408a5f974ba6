import assert from 'node:assert/strict';
import type { Message } from '../message.js';
import { SlowConsumerError } from '../errors.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import type { Stage } from './stage.js';
import { within } from './within.js';

type Batches = AsyncIterator<readonly Message[]>;

async function subscribeBatches(stage: Stage, options: Parameters<ReturnType<Stage['broker']['subscribe']>['batches']>[0], subscribe = {}): Promise<Batches> {
  const subscription = stage.broker.subscribe(stage.topic('log'), subscribe);
  await subscription.ready;
  return subscription.batches(options)[Symbol.asyncIterator]();
}

const steps = (batch: readonly Message[]): readonly unknown[] => batch.map(({ data }) => data);

async function nextOf(batches: Batches): Promise<readonly Message[]> {
  return batchOf(await within(batches.next(), 10_000, () => 'no batch came'));
}

function batchOf(result: IteratorResult<readonly Message[]>): readonly Message[] {
  if (result.done === true) assert.fail('the batches ended');
  return result.value;
}

export function batches({ it }: Chapter): void {
  it('hands over all messages, in order, in batches up to their size', async (stage) => {
    const stream = await subscribeBatches(stage, { maxSize: 7 });
    await stage.publishAll(stage.topic('log'), range(1, 100));
    const taken: unknown[] = [];
    while (taken.length < 100) {
      const batch = await nextOf(stream);
      assert.ok(batch.length >= 1 && batch.length <= 7);
      taken.push(...steps(batch));
    }
    assert.deepEqual(taken, range(1, 100));
  });

  it('waits for a batch to fill, and not longer than told', async (stage) => {
    const stream = await subscribeBatches(stage, { maxSize: 3, maxWaitMs: 60_000 });
    const full = nextOf(stream);
    for (const step of range(1, 5)) await stage.broker.publish(stage.topic('log'), step);
    assert.deepEqual(steps(await full), [1, 2, 3]);
    const hasty = await subscribeBatches(stage, { maxSize: 1_000, maxWaitMs: 30 });
    await stage.broker.publish(stage.topic('log'), 6);
    assert.deepEqual(steps(await nextOf(hasty)), [6]);
  });

  it('does not wait for more than the queue holds', async (stage) => {
    const stream = await subscribeBatches(stage, { maxSize: 1_000, maxWaitMs: 60_000 }, { maxQueueSize: 10 });
    await stage.publishAll(stage.topic('log'), range(1, 15));
    assert.deepEqual(steps(await nextOf(stream)), range(1, 10));
  });

  it('catches up in batches, too', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 500));
    const stream = await subscribeBatches(stage, { maxSize: 100 }, { from: 'start', maxQueueSize: 20 });
    const taken: unknown[] = [];
    while (taken.length < 500) taken.push(...steps(await nextOf(stream)));
    assert.deepEqual(taken, range(1, 500));
  });

  it('hands over what is queued before it throws the error of the subscription', async (stage) => {
    const stream = await subscribeBatches(stage, { maxSize: 100 }, { overflow: 'error', maxQueueSize: 5 });
    await stage.publishAll(stage.topic('log'), range(1, 20));
    const taken: unknown[] = [];
    await assert.rejects(async () => {
      for (;;) taken.push(...steps(await nextOf(stream)));
    }, SlowConsumerError);
    assert.deepEqual(taken, range(1, taken.length));
    assert.ok(taken.length >= 5);
  });

  it('serves concurrent calls in order, and ends them all with the subscription', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'));
    const stream = subscription.batches({ maxSize: 2, maxWaitMs: 50 })[Symbol.asyncIterator]();
    await subscription.ready;
    const calls = range(1, 4).map(() => stream.next());
    await stage.publishAll(stage.topic('log'), range(1, 4));
    const served = await Promise.all(calls.slice(0, 2));
    assert.deepEqual(served.map((result) => steps(batchOf(result))), [[1, 2], [3, 4]]);
    await subscription.close();
    for (const call of calls.slice(2)) assert.equal((await within(call, 10_000, () => 'a call did not end')).done, true);
  });

  it('frees the subscription when the loop over batches is left', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('log'), { from: 'start' });
    await stage.publishAll(stage.topic('log'), range(1, 10));
    for await (const batch of subscription.batches({ maxSize: 4 })) if (batch.length > 0) break;
    assert.deepEqual(await subscription.closed, { kind: 'closed' });
    assert.equal(stage.broker.stats().subscriptions, 0);
  });
}
