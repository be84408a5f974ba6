import { setImmediate as immediate } from 'node:timers/promises';
import { jest, afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { BackendPort } from '../src/backend-port.js';
import { Backlog, type BacklogOwner } from '../src/delivery/backlog.js';
import { NO_EPOCH, type Position } from '../src/delivery/catch-up.js';
import { retained, type Delivery } from '../src/delivery/delivery.js';
import { Inbox } from '../src/delivery/inbox.js';
import { TopicFeed } from '../src/delivery/topic-feed.js';
import { ConnectionError } from '../src/errors.js';
import type { Gap } from '../src/message.js';
import { ScriptedHistory } from './scripted-history.js';

/** Half of its queue is four messages. */
class Owner implements BacklogOwner {
  isOpen = true;
  readonly queue = new Inbox({ patterns: ['*'], maxQueueSize: 8, maxQueueBytes: 1_000_000, total: { delivered: 0, dropped: 0, missed: 0 } }, 'scripted');
  failure: unknown;

  push(delivery: Delivery): void {
    this.queue.push(delivery);
  }

  fail(error: unknown): void {
    this.failure = error;
    this.isOpen = false;
  }

  taken(): unknown[] {
    return (this.queue.takeMany(100) ?? []).map(({ id, gap }) => (gap === undefined ? id : [id, gap]));
  }
}

describe('Backlog', () => {
  let history: ScriptedHistory;
  let feed: TopicFeed | undefined;
  let owner: Owner;
  let backlog: Backlog;
  beforeEach(() => {
    history = new ScriptedHistory();
    history.append('a', 'b', 'c');
    feed = new TopicFeed({ epoch: 'first', offset: 3, id: 'c' });
    owner = new Owner();
    backlog = over(history.port);
  });
  afterEach(() => {
    backlog.close();
    jest.useRealTimers();
  });

  const over = (port: BackendPort): Backlog => new Backlog(port, () => feed, owner);
  const from = async (position: Partial<Position>, isJoined = false): Promise<void> => {
    backlog.add('log', { epoch: 'first', offset: 0, ...position }, isJoined);
    await readOn();
  };
  /** The scripted history answers at once. */
  const readOn = async (): Promise<void> => {
    backlog.refill();
    for (let turn = 0; turn < 10; turn++) await immediate();
  };
  const positions = (): unknown => {
    const found = new Map<string, Position>([['log', { epoch: 'live', offset: 100 }]]);
    backlog.rewind(found);
    return [...found];
  };
  const live = (id: string, offset: number, gap?: Gap): Delivery => retained({ id, data: id, timestamp: 0, bytes: 1 }, { topic: 'log', epoch: 'first', offset, gap });

  it('reads up to the live flow, and is done', async () => {
    await from({ offset: 1, id: 'a' });
    expect([owner.taken(), backlog.isEmpty]).toEqual([['b', 'c'], true]);
  });

  it('reads no more than fits, and on when there is room', async () => {
    history.append(...Array.from('defghijklmnop'));
    await from({});
    expect([owner.queue.length, backlog.isBehind('log')]).toEqual([8, true]);
    expect(owner.taken()).toEqual(Array.from('abcdefgh'));
    await readOn();
    expect(owner.taken()).toEqual(Array.from('ijklmnop'));
  });

  it('tells where each topic stands: before what the queue has not taken yet', async () => {
    history.append(...Array.from('defghijklmnop'));
    await from({ offset: 1, id: 'a' });
    expect(positions()).toEqual([['log', { epoch: 'first', offset: 9, lost: undefined }]]);
  });

  it('takes nothing live of a topic that it still reads', async () => {
    history.append(...Array.from('defghijkl'));
    await from({});
    expect(backlog.admit(live('m', 13))).toBeUndefined();
  });

  it('joins the live flow without a hole or a double when it has not come by yet', async () => {
    feed = undefined;
    await from({});
    expect(backlog.isEmpty).toBe(false);
    expect(backlog.admit(live('c', 3))).toBeUndefined();
    expect(backlog.admit(live('d', 4))?.message.id).toBe('d');
    expect(backlog.isEmpty).toBe(true);
  });

  it('reads again when the live flow is ahead of what it has read', async () => {
    feed = undefined;
    await from({});
    owner.taken();
    history.append('d', 'e');
    expect(backlog.admit(live('e', 5))).toBeUndefined();
    await readOn();
    expect(owner.taken()).toEqual(['d', 'e']);
  });

  it('reports its own loss with the first live message, not that of the others', async () => {
    history.trim(4);
    feed = undefined;
    await from({ offset: 1, id: 'a' });
    expect(backlog.admit(live('d', 4, { reason: 'trimmed', missed: 1 }))?.message.gap).toEqual({ reason: 'trimmed', missed: 2 });
  });

  it('has lost nothing of a history that begins after it, and knows no position in it', async () => {
    await from({ epoch: NO_EPOCH }, true);
    expect(positions()).toEqual([]);
    expect(backlog.admit(live('A', 1, { reason: 'reset' }))?.message).toEqual({ id: 'A', topic: 'log', data: 'A', timestamp: 0, offset: 1 });
    expect(backlog.isEmpty).toBe(true);
    await from({ epoch: NO_EPOCH }, true);
    history.trim(3);
    expect(backlog.admit(live('c', 3, { reason: 'reset' }))).toBeUndefined();
    await readOn();
    expect(owner.taken()).toEqual([['c', { reason: 'trimmed', missed: 2 }]]);
  });

  it('goes back with a live flow that was rewound', async () => {
    feed = undefined;
    await from({});
    const rewound: Gap = { reason: 'rewound' };
    expect(backlog.admit(live('B', 2, rewound))?.message.gap).toEqual(rewound);
  });

  it('waits for the live flow where no history is left', async () => {
    history.isGone = true;
    await from({ offset: 2, id: 'b' });
    expect([backlog.isBehind('log'), backlog.isEmpty, positions()]).toEqual([false, false, [['log', { epoch: 'first', offset: 2, id: 'b' }]]]);
  });

  it('tries again after an error that may pass, and fails its owner for another', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    let error: Error | undefined = new ConnectionError('no way');
    const { port } = history;
    backlog = over({ ...port, read: (...query) => (error === undefined ? port.read(...query) : Promise.reject(error)) });
    await from({ offset: 1, id: 'a' });
    expect([owner.failure, jest.getTimerCount()]).toEqual([undefined, 1]);
    error = undefined;
    await jest.advanceTimersByTimeAsync(500);
    await readOn();
    expect(owner.taken()).toEqual(['b', 'c']);
    error = new Error('a fault');
    await from({ offset: 1, id: 'a' });
    expect([owner.failure, jest.getTimerCount()]).toEqual([error, 0]);
  });

  it('reads nothing for an owner that has ended, and leaves no timer when it is closed', async () => {
    jest.useFakeTimers({ doNotFake: ['setImmediate'] });
    backlog = over({ ...history.port, read: () => Promise.reject(new ConnectionError('no way')) });
    await from({});
    backlog.close();
    expect([jest.getTimerCount(), backlog.isEmpty]).toEqual([0, true]);
    owner.isOpen = false;
    backlog = over(history.port);
    await from({});
    expect(history.reads).toBe(0);
  });
});
