import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';

export function order({ it }: Chapter): void {
  it('delivers messages in the order of the publish calls, awaited or not', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const published: Promise<unknown>[] = [];
    for (const step of range(1, 300)) {
      const taken = stage.broker.publish(stage.topic('log'), step);
      published.push(taken);
      if (step % 50 === 0) await taken;
    }
    await Promise.all(published);
    assert.deepEqual(await reader.takeData(300), range(1, 300));
  });

  it('keeps the order of small and large messages', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const data = range(1, 60).map((step) => ({ step, text: 'x'.repeat(step % 7 === 0 ? 60_000 : 1) }));
    await stage.publishAll(stage.topic('log'), data);
    assert.deepEqual((await reader.takeData(60)).map((one) => (one as { step: number }).step), range(1, 60));
  });

  it('numbers the retained messages of each topic 1, 2, 3 without holes', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    await Promise.all(range(1, 90).map((step) => stage.broker.publish(stage.topic(`topic-${String(step % 3)}`), step)));
    const messages = await reader.take(90);
    for (const rest of [0, 1, 2]) {
      const offsets = messages.filter(({ topic }) => topic === stage.topic(`topic-${String(rest)}`)).map(({ offset }) => offset);
      assert.deepEqual(offsets, range(1, 30));
    }
  });

  it('gives concurrent publishers one order, the same for every subscriber and the history', async (stage) => {
    const peer = await stage.connect();
    const readers = [await stage.subscribe(stage.topic('log')), await stage.subscribe(stage.topic('*'))];
    await Promise.all(range(1, 100).map((step) => (step % 2 === 0 ? peer : stage.broker).publish(stage.topic('log'), step)));
    const history = (await stage.history(stage.topic('log'))).map(({ data, offset }) => [data, offset]);
    assert.deepEqual(history.map(([, offset]) => offset), range(1, 100));
    for (const reader of readers) assert.deepEqual((await reader.take(100)).map(({ data, offset }) => [data, offset]), history);
    for (const parity of [0, 1]) {
      const ofOne = history.map(([step]) => Number(step)).filter((step) => step % 2 === parity);
      assert.deepEqual(ofOne, [...ofOne].sort((a, b) => a - b));
    }
  });

  it('delivers a refused publish to nobody and leaves no hole for it', async (stage) => {
    const reader = await stage.subscribe(stage.topic('log'));
    const results = await Promise.allSettled([
      stage.broker.publish(stage.topic('log'), 1),
      stage.broker.publish(stage.topic('log'), 1n),
      stage.broker.publish(stage.topic('log'), 2),
    ]);
    assert.deepEqual(results.map(({ status }) => status), ['fulfilled', 'rejected', 'fulfilled']);
    assert.deepEqual((await reader.take(2)).map(({ data, offset }) => [data, offset]), [[1, 1], [2, 2]]);
  });
}
