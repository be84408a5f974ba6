import assert from 'node:assert/strict';
import type { MessageBroker } from '../broker.js';
import type { Gap, Message } from '../message.js';
import type { Chapter } from './chapter.js';
import { range } from './range.js';
import type { Stage } from './stage.js';

/** Of five messages, so many are taken back. */
const TAKEN_BACK = 2;

/**
 * What comes behind a rewound history may take the offsets of what was taken back, or leave them empty: a publisher that knows what was
 * acknowledged to it goes on behind that. The cases hold either way.
 */
export function rewinds({ it }: Chapter): void {
  for (const [publisher, from] of Object.entries(PUBLISHERS)) {
    it(`delivers once what ${publisher} publishes next, and reports the rewind where offsets are taken again`, async (stage) => {
      const topic = stage.topic('log');
      const readers = [await stage.subscribe(topic), await stage.subscribe(stage.topic('*'))];
      await publishEach(stage.broker, topic, range(1, 5));
      for (const reader of readers) assert.deepEqual(await reader.takeData(5), range(1, 5));
      await stage.rewindHistory(topic, TAKEN_BACK);
      const [first] = await publishEach(await from(stage), topic, [6, 7]);
      // They have had all five, so they miss nothing that can be counted.
      const gap = first === 4 ? { reason: 'rewound' } : undefined;
      for (const reader of readers) assert.deepEqual(told(await reader.take(2)), [[6, gap], [7, undefined]]);
    });
  }

  it('delivers nothing twice when a subscription looks again after the rewind, before anything new comes', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await publishEach(stage.broker, topic, range(1, 5));
    await reader.take(5);
    await stage.rewindHistory(topic, TAKEN_BACK);
    await stage.interrupt(() => Promise.resolve());
    const [first] = await publishEach(await stage.connect(), topic, [6, 7]);
    assert.deepEqual(told(await reader.take(2)), [[6, first === 4 ? { reason: 'rewound' } : undefined], [7, undefined]]);
  });

  it('reports to a subscription that was cut off how many it can no longer get, where that can be known', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await publishEach(stage.broker, topic, range(1, 3));
    await reader.take(3);
    await stage.interrupt(async () => {
      await publishEach(stage.broker, topic, [4, 5]);
      await stage.rewindHistory(topic, TAKEN_BACK);
    });
    const [first = 0] = await publishEach(stage.broker, topic, [6, 7]);
    const messages = told(await reader.takeUntil(({ data }) => data === 7));
    // Cut off is the live flow. A look at the history that was under way may have brought what is taken back now.
    const before = messages.slice(0, -2);
    assert.deepEqual(before, [4, 5].slice(0, before.length).map((step) => [step, undefined]));
    assert.deepEqual(messages.slice(-2), [[6, holeBehind(3 + before.length, first)], [7, undefined]]);
  });

  it('reports the rewind to a cursor that stands behind the new top, and gives it nothing twice', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic);
    await publishEach(stage.broker, topic, range(1, 5));
    await reader.take(5);
    const { cursor } = reader.subscription;
    await reader.subscription.close();
    await stage.rewindHistory(topic, TAKEN_BACK);
    const [first] = await publishEach(await stage.connect(), topic, range(6, 9));
    const messages = await (await stage.subscribe(topic, { from: cursor })).takeUntil(({ data }) => data === 9);
    const steps = messages.map(({ data }) => Number(data));
    // A cursor names one message. Which of those before the new top were its own, nobody can tell it: they may be left out.
    assert.deepEqual(steps, range(10 - steps.length, 9));
    assert.ok(steps.length <= 4);
    assert.deepEqual(messages.map(({ gap }) => gap), [first === 4 ? { reason: 'rewound' } : undefined, ...steps.slice(1).map(() => undefined)]);
  });

  it('reports to a late joiner no more than what the history itself lacks', async (stage) => {
    const topic = stage.topic('log');
    await publishEach(stage.broker, topic, range(1, 5));
    await stage.rewindHistory(topic, TAKEN_BACK);
    const [first = 0] = await publishEach(await stage.connect(), topic, [6, 7]);
    const late = await stage.subscribe(topic, { from: 'start' });
    assert.deepEqual(told(await late.take(5)), [...range(1, 3).map((step) => [step, undefined]), [6, holeBehind(3, first)], [7, undefined]]);
  });

  it('keeps the books of a slow consumer that reads the history while it is rewound', async (stage) => {
    const topic = stage.topic('log');
    const reader = await stage.subscribe(topic, { maxQueueSize: 4 });
    await publishEach(stage.broker, topic, range(1, 60));
    await reader.take(2);
    await stage.rewindHistory(topic, TAKEN_BACK);
    const [first = 0] = await publishEach(stage.broker, topic, range(61, 70));
    const steps = (await reader.takeUntil(({ data }) => data === 70)).map(({ data }) => Number(data));
    const { delivered, missed } = reader.subscription.stats;
    assert.deepEqual(steps, [...new Set(steps)].sort((a, b) => a - b));
    assert.deepEqual(steps.filter((step) => step <= 58 || step > 60), [...range(3, 58), ...range(61, 70)]);
    if (first === 61) assert.equal(delivered + missed, 70);
  });
}

/** Who publishes behind the rewind: one who was told of what was taken back, or one who was not. */
const PUBLISHERS: Readonly<Record<string, (stage: Stage) => Promise<MessageBroker>>> = {
  'the same publisher': (stage) => Promise.resolve(stage.broker),
  'another publisher': (stage) => stage.connect(),
};

/** What somebody is told who has had all up to `offset` when a history that was taken back to offset 3 goes on at `next`. */
function holeBehind(offset: number, next: number): Gap | undefined {
  if (next === offset + 1) return undefined;
  return next > offset ? { reason: 'rewound', missed: next - offset - 1 } : { reason: 'rewound' };
}

const told = (messages: readonly Message[]): readonly unknown[] => messages.map(({ data, gap }) => [data, gap]);

/** One after another; returns the offsets. */
async function publishEach(broker: MessageBroker, topic: string, data: readonly unknown[]): Promise<readonly (number | undefined)[]> {
  const offsets: (number | undefined)[] = [];
  for (const one of data) offsets.push((await broker.publish(topic, one)).offset);
  return offsets;
}
