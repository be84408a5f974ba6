import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import type { Chapter } from './chapter.js';
import { collect } from './collect.js';
import { range } from './range.js';

export function history({ it }: Chapter): void {
  it('gives all retained messages of a topic, oldest first, and ends', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 1_000));
    const messages = await stage.history(stage.topic('log'));
    assert.deepEqual(messages.map(({ data, offset }) => [data, offset]), range(1, 1_000).map((step) => [step, step]));
  });

  it('gives messages of several topics in the order of their timestamps', async (stage) => {
    for (const step of range(1, 12)) {
      await stage.broker.publish(stage.topic(`topic-${String(step % 3)}`), step);
      await delay(2);
    }
    const messages = await stage.history(stage.topic('*'));
    assert.deepEqual(messages.map(({ data }) => data), range(1, 12));
  });

  it('gives each message once where patterns overlap', async (stage) => {
    await stage.publishAll(stage.topic('a.b'), range(1, 5));
    const messages = await collect(stage.broker.history([stage.topic('*'), stage.topic('a.b'), stage.topic('a.*')]));
    assert.deepEqual(messages.map(({ data }) => data), range(1, 5));
  });

  it('gives nothing of a topic that has none, and does not make one by it', async (stage) => {
    assert.deepEqual(await stage.history(stage.topic('nothing')), []);
    assert.deepEqual(await stage.history(stage.topic('*')), []);
    assert.equal((await stage.broker.publish(stage.topic('nothing'), 1)).offset, 1);
  });

  it('begins and ends where it is told: from, since, limit', async (stage) => {
    const topic = stage.topic('log');
    const receipts = [];
    for (const step of range(1, 6)) {
      receipts.push(await stage.broker.publish(topic, step));
      await delay(2);
    }
    const data = async (query: object): Promise<unknown> => (await collect(stage.broker.history(topic, query))).map((message) => message.data);
    assert.deepEqual(await data({ from: { last: 2 } }), [5, 6]);
    assert.deepEqual(await data({ from: { last: 0 } }), []);
    assert.deepEqual(await data({ from: { last: 100 } }), range(1, 6));
    assert.deepEqual(await data({ since: receipts[3]?.timestamp }), [4, 5, 6]);
    assert.deepEqual(await data({ limit: 2 }), [1, 2]);
    assert.deepEqual(await data({ from: { last: 4 }, limit: 1 }), [3]);
  });

  it('ends with what was retained at the time of the call', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 20));
    const taken: unknown[] = [];
    for await (const { data } of stage.broker.history(stage.topic('log'))) {
      taken.push(data);
      await stage.broker.publish(stage.topic('log'), 'later');
    }
    assert.deepEqual(taken, range(1, 20));
  });

  it('gives the messages as subscribers saw them', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    await stage.broker.publish(stage.topic('log'), { a: [1, { b: null }] });
    const [retained] = await stage.history(stage.topic('log'));
    assert.deepEqual(retained, await reader.one());
    assert.ok(Object.isFrozen(retained) && Object.isFrozen(retained.data));
  });

  it('gives what is retained when it is called, not when it is read', async (stage) => {
    const topic = stage.topic('log');
    await stage.publishAll(topic, range(1, 5));
    const history = stage.broker.history(topic);
    // Asked later, so answered later.
    await stage.history(topic);
    await stage.publishAll(topic, range(6, 10));
    assert.deepEqual((await collect(history)).map(({ data }) => data), range(1, 5));
  });

  it('gives a long history whole, to calls that do not wait for each other, too', async (stage) => {
    const topic = stage.topic('log');
    const policy = { maxLength: 2_500, ttlMs: 60_000 };
    await Promise.all(range(1, 2_500).map((step) => stage.broker.publish(topic, step, { history: policy })));
    assert.deepEqual((await stage.history(topic)).map(({ data }) => data), range(1, 2_500));
    const iterator = stage.broker.history(topic)[Symbol.asyncIterator]();
    const results = await Promise.all(range(1, 2_501).map(() => iterator.next()));
    assert.deepEqual(results.slice(0, -1).map(({ value }) => (value as { readonly data: unknown }).data), range(1, 2_500));
    assert.equal(results.at(-1)?.done, true);
  });

  it('tells what was trimmed while a long history is read', async (stage) => {
    const topic = stage.topic('log');
    const publish = (steps: readonly number[]): Promise<unknown> =>
      Promise.all(steps.map((step) => stage.broker.publish(topic, step, { history: { maxLength: 2_500, ttlMs: 60_000 } })));
    await publish(range(1, 2_500));
    let taken = 0;
    let missed = 0;
    for await (const { data, offset, gap } of stage.broker.history(topic)) {
      if (taken++ === 0) await publish(range(2_501, 5_000));
      missed += gap?.missed ?? 0;
      assert.equal(offset, data);
      assert.equal(offset, taken + missed);
    }
    assert.ok(taken < 2_500, `${String(taken)} messages were read, though most of them were trimmed meanwhile`);
  });

  it('can be left early', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 50));
    for await (const { data } of stage.broker.history(stage.topic('log'))) {
      if (data === 3) break;
    }
    assert.equal((await stage.history(stage.topic('log'))).length, 50);
  });
}
