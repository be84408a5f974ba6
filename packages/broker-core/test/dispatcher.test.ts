import { performance } from 'node:perf_hooks';
import { setImmediate as immediate } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { Dispatcher } from '../src/delivery/dispatcher.js';
import type { Receiver } from '../src/delivery/receiver.js';
import type { Run } from '../src/delivery/run.js';
import { ScriptedHistory } from './scripted-history.js';

class Listener implements Receiver {
  readonly isOpen = true;
  readonly beganAt = performance.now();
  live = true;
  readonly heard: unknown[] = [];

  isLive(): boolean {
    return this.live;
  }

  offer(run: Run): void {
    run.end();
    for (const { id, gap } of run.messages) this.heard.push(gap === undefined ? id : [id, gap]);
  }
}

/** Lets every read under way come to its end: the scripted history answers at once. */
const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await immediate();
};

describe('Dispatcher', () => {
  let history: ScriptedHistory;
  let dispatcher: Dispatcher;
  let listener: Listener;
  beforeEach(async () => {
    history = new ScriptedHistory();
    history.append('a', 'b');
    dispatcher = new Dispatcher(history.port);
    listener = new Listener();
    await begin(listener, 'log');
  });

  /** As a subscription begins: what stands in the history is not news. */
  const begin = async (receiver: Listener, pattern: string): Promise<void> => {
    receiver.live = false;
    for (const head of (await dispatcher.add([pattern], receiver)).values()) dispatcher.follow(head);
    receiver.live = true;
  };

  it('passes on what is next, without a read', () => {
    dispatcher.deliver(history.append('c', 'd'));
    expect([listener.heard, history.reads]).toEqual([['c', 'd'], 0]);
  });

  it('swallows a run that arrives twice, and the known part of one that overlaps', async () => {
    const frame = history.append('c', 'd');
    dispatcher.deliver(frame);
    dispatcher.deliver(frame);
    history.append('e');
    dispatcher.deliver(history.frame(4, ['d', 'e']));
    await settled();
    expect([listener.heard, history.reads]).toEqual([['c', 'd', 'e'], 0]);
  });

  it('fills a hole from the history, and joins what it hears meanwhile', async () => {
    history.append('c');
    dispatcher.deliver(history.append('d'));
    dispatcher.deliver(history.append('e'));
    await settled();
    dispatcher.deliver(history.append('f'));
    expect(listener.heard).toEqual(['c', 'd', 'e', 'f']);
  });

  it('finds a rewound history by the first message under an offset that is taken', async () => {
    dispatcher.deliver(history.append('c', 'd'));
    history.rewind(3);
    dispatcher.deliver(history.append('D'));
    await settled();
    expect(listener.heard).toEqual(['c', 'd', ['D', { reason: 'rewound' }]]);
  });

  it('finds a new history by its epoch', async () => {
    history.restart('second');
    dispatcher.deliver(history.append('x'));
    dispatcher.deliver(history.append('y'));
    await settled();
    expect(listener.heard).toEqual([['x', { reason: 'reset' }], 'y']);
  });

  it('passes on once what its publisher sends again when the history has begun anew', async () => {
    dispatcher.deliver(history.append('c', 'd'));
    history.restart('second');
    dispatcher.deliver(history.append('c'));
    await settled();
    dispatcher.deliver(history.append('x'));
    dispatcher.deliver(history.append('d', 'y'));
    await settled();
    expect(listener.heard).toEqual(['c', 'd', ['x', { reason: 'reset' }], 'y']);
  });

  it('passes on once all that several large batches held, when they are sent again', async () => {
    const batches = Array.from({ length: 8 }, (_, batch) => Array.from({ length: 128 }, (_, index) => `${String(batch)}-${String(index)}`));
    for (const ids of batches) dispatcher.deliver(history.append(...ids));
    history.restart('second');
    for (const ids of batches) dispatcher.deliver(history.append(...ids));
    await settled();
    dispatcher.deliver(history.append('x'));
    expect(listener.heard).toEqual([...batches.flat(), ['x', { reason: 'reset' }]]);
  });

  it('tells with the next message what the one would have told that was there before', async () => {
    dispatcher.deliver(history.append('c'));
    history.restart('second');
    history.append('c', 'x', 'y');
    await dispatcher.resync();
    expect(listener.heard).toEqual(['c', ['x', { reason: 'reset' }], 'y']);
  });

  it('gives what is sent again to those who came since', async () => {
    dispatcher.deliver(history.append('c'));
    history.restart('second');
    dispatcher.deliver(history.append('x'));
    await settled();
    const late = new Listener();
    await begin(late, 'log');
    dispatcher.deliver(history.append('c'));
    dispatcher.deliver(history.append('y'));
    expect([listener.heard, late.heard]).toEqual([['c', ['x', { reason: 'reset' }], 'y'], ['c', 'y']]);
  });

  it('catches up at a comparison of heads when nothing was heard', async () => {
    history.append('c', 'd');
    await dispatcher.resync();
    expect(listener.heard).toEqual(['c', 'd']);
    await dispatcher.resync();
    expect(listener.heard).toEqual(['c', 'd']);
  });

  it('skips what nobody takes live, and starts again for one who does', async () => {
    listener.live = false;
    history.append('c');
    dispatcher.deliver(history.append('d'));
    await settled();
    expect(dispatcher.feed('log')?.offset).toBe(4);
    listener.live = true;
    dispatcher.deliver(history.append('e'));
    expect(listener.heard).toEqual(['e']);
  });

  it('does not skip what somebody came to count on while the head was read', async () => {
    listener.live = false;
    history.append('c');
    dispatcher.deliver(history.append('d'));
    listener.live = true;
    await settled();
    expect(listener.heard).toEqual(['c', 'd']);
  });

  it('gives a topic that a later subscriber lists first to those who were there before it', async () => {
    const young = new ScriptedHistory();
    young.isGone = true;
    dispatcher = new Dispatcher(young.port);
    listener = new Listener();
    await dispatcher.add(['log'], listener);
    young.isGone = false;
    young.append('a', 'b');
    await begin(new Listener(), '*');
    await settled();
    expect(listener.heard).toEqual(['a', 'b']);
  });

  it('passes on unretained messages as they come, also while it reads', () => {
    history.append('c');
    dispatcher.deliver(history.append('d'));
    dispatcher.deliver({ topic: 'log', messages: history.frame(1, ['tick']).messages });
    expect(listener.heard).toEqual(['tick']);
  });

  it('forgets the feeds of patterns that have left', async () => {
    expect([...dispatcher.feeds(['*'])]).toHaveLength(1);
    await dispatcher.remove(['log'], listener);
    expect([...dispatcher.feeds(['*'])]).toEqual([]);
    dispatcher.deliver(history.append('c'));
    expect(listener.heard).toEqual([]);
  });
});
