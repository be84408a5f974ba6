import assert from 'node:assert/strict';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import { within } from './within.js';

export function delivery({ it }: Chapter): void {
  it('delivers a message published right after ready resolves', async (stage) => {
    const reader = await stage.subscribe(stage.topic('run.status'));
    await stage.broker.publish(stage.topic('run.status'), 'started');
    assert.equal((await reader.one()).data, 'started');
  });

  it('waits for ready by itself when it is iterated at once', async (stage) => {
    const subscription = stage.broker.subscribe(stage.topic('run.status'));
    const first = subscription[Symbol.asyncIterator]().next();
    await subscription.ready;
    await stage.broker.publish(stage.topic('run.status'), 'started');
    assert.equal((await within(first, 10_000, () => 'no message came')).value?.data, 'started');
  });

  it('gives a message the id, topic, timestamp and offset of its receipt', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    const receipt = await stage.broker.publish(stage.topic('metrics'), { loss: 0.5 });
    const { id, topic, timestamp, offset } = receipt;
    assert.deepEqual({ ...(await reader.one()) }, { id, topic, timestamp, offset, data: { loss: 0.5 } });
    assert.deepEqual({ topic, offset, duplicate: receipt.duplicate }, { topic: stage.topic('metrics'), offset: 1, duplicate: false });
  });

  it('stamps messages with milliseconds since the epoch', async (stage) => {
    const { timestamp } = await stage.broker.publish(stage.topic('clock'), 1);
    assert.ok(Number.isSafeInteger(timestamp));
    // The clock is the broker's own, so only a wrong unit or origin is wrong.
    assert.ok(Math.abs(timestamp - Date.now()) < 3_600_000, `the timestamp is ${String(timestamp)}`);
  });

  it('makes up a fresh id for each message', async (stage) => {
    const receipts = await stage.publishAll(stage.topic('ids'), range(1, 100));
    assert.equal(new Set(receipts.map(({ id }) => id)).size, 100);
  });

  it('resolves a publish only when the message is in the history', async (stage) => {
    const { id } = await stage.broker.publish(stage.topic('log'), 'line');
    assert.deepEqual((await stage.history(stage.topic('log'))).map((message) => message.id), [id]);
  });

  it('delivers each message once to each of several subscriptions', async (stage) => {
    const readers = await Promise.all(range(1, 5).map(() => stage.subscribe(stage.topic('*'))));
    await stage.publishAll(stage.topic('metrics'), range(1, 20));
    for (const reader of readers) assert.deepEqual(await reader.takeData(20), range(1, 20));
    await stage.broker.publish(stage.topic('metrics'), 'fence');
    for (const reader of readers) assert.equal((await reader.one()).data, 'fence');
  });

  it('delivers each message once to overlapping patterns', async (stage) => {
    const patterns = ['a.b', 'a.*', '*', '*.b', 'a.b'].map((name) => stage.topic(name));
    const reader = await stage.subscribe(patterns);
    await stage.publishAll(stage.topic('a.b'), range(1, 10));
    await stage.broker.publish(stage.topic('a.b'), 'fence');
    assert.deepEqual(await reader.takeData(11), [...range(1, 10), 'fence']);
  });

  it('delivers to a subscription from now on nothing that was published before it', async (stage) => {
    await stage.publishAll(stage.topic('log'), range(1, 5));
    const reader = await stage.subscribe(stage.topic('log'));
    await stage.broker.publish(stage.topic('log'), 6);
    const { data, gap } = await reader.one();
    assert.deepEqual([data, gap], [6, undefined]);
  });

  it('delivers what another client publishes', async (stage) => {
    const reader = await stage.subscribe(stage.topic('*'));
    const peer = await stage.connect();
    const receipt = await peer.publish(stage.topic('metrics'), { step: 1 });
    const { id, data, offset } = await reader.one();
    assert.deepEqual({ id, data, offset }, { id: receipt.id, data: { step: 1 }, offset: 1 });
  });

  it('gives all subscribers of the process the same frozen message', async (stage) => {
    const first = await stage.subscribe(stage.topic('*'));
    const second = await stage.subscribe(stage.topic('metrics'));
    await stage.broker.publish(stage.topic('metrics'), { layers: [{ norm: 1 }] });
    const [one, two] = [await first.one(), await second.one()];
    assert.equal(one.data, two.data);
    assert.ok(Object.isFrozen(one) && Object.isFrozen(one.data));
    assert.ok(Object.isFrozen((one.data as { layers: readonly object[] }).layers[0]));
  });

  it('captures the data when publish is called', async (stage) => {
    const reader = await stage.subscribe(stage.topic('metrics'));
    const data = { loss: 1, deep: { lr: 0.1 } };
    const published = stage.broker.publish(stage.topic('metrics'), data);
    data.loss = 2;
    data.deep.lr = 9;
    await published;
    assert.deepEqual((await reader.one()).data, { loss: 1, deep: { lr: 0.1 } });
  });
}
