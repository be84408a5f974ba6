import { beforeEach, describe, expect, it } from '@jest/globals';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { MAX_SEND_MS } from '../src/backend-port.js';
import { CatchUp, type Position, type RecentIds } from '../src/delivery/catch-up.js';
import type { Delivery } from '../src/delivery/delivery.js';
import { ScriptedHistory } from './scripted-history.js';

const told = (deliveries: readonly Delivery[]): unknown => deliveries.map(({ message: { id, offset, gap } }) => (gap === undefined ? [id, offset] : [id, offset, gap]));

describe('CatchUp', () => {
  let history: ScriptedHistory;
  beforeEach(() => {
    history = new ScriptedHistory();
    history.append('a', 'b', 'c', 'd', 'e');
  });

  const from = (position: Partial<Position>, recent?: RecentIds): CatchUp => new CatchUp(history.port, 'log', { epoch: 'first', offset: 0, ...position }, recent);

  it('returns what follows, page by page, and tells when it is at the head', async () => {
    const catchUp = from({ offset: 1, id: 'a' });
    const first = await catchUp.next(2);
    expect([told(first.deliveries), first.atHead]).toEqual([[['b', 2], ['c', 3]], false]);
    const second = await catchUp.next(2);
    expect([told(second.deliveries), second.atHead]).toEqual([[['d', 4], ['e', 5]], true]);
    expect((await catchUp.next(2)).deliveries).toEqual([]);
    expect(catchUp.position).toMatchObject({ epoch: 'first', offset: 5, id: 'e' });
  });

  it('counts what was trimmed in the gap of the next message', async () => {
    history.trim(4);
    expect(told((await from({ offset: 1, id: 'a' }).next(10)).deliveries)).toEqual([['d', 4, { reason: 'trimmed', missed: 2 }], ['e', 5]]);
  });

  it('keeps what was trimmed to the last message for the next one to tell', async () => {
    history.trim(6);
    const catchUp = from({ offset: 2 });
    expect(await catchUp.next(10)).toMatchObject({ deliveries: [], atHead: true });
    expect(catchUp.position).toMatchObject({ offset: 5, lost: { reason: 'trimmed', missed: 3 } });
    history.append('f');
    history.trim(6);
    expect(told((await catchUp.next(10)).deliveries)).toEqual([['f', 6, { reason: 'trimmed', missed: 3 }]]);
  });

  it('adds up losses in a row, and lets an unknown number win', async () => {
    history.trim(5);
    const lost = { reason: 'overflow', missed: 4 } as const;
    expect(told((await from({ offset: 2, lost }).next(10)).deliveries)).toEqual([['e', 5, { reason: 'trimmed', missed: 6 }]]);
    expect(told((await from({ offset: 2, lost: { reason: 'reset' } }).next(10)).deliveries)).toEqual([['e', 5, { reason: 'reset' }]]);
  });

  it('tells a new history from the old one by its epoch, also when it is longer', async () => {
    history.restart('second');
    history.append('x', 'y', 'z');
    expect(told((await from({ offset: 2, id: 'b' }).next(10)).deliveries)).toEqual([['x', 1, { reason: 'reset' }], ['y', 2], ['z', 3]]);
  });

  it('leaves out what it has had of the history before, up to where it stood', async () => {
    history.restart('second');
    history.append('e', 'x', 'c', 'y');
    const recent: RecentIds = { depth: 32, idAt: () => undefined, heardUntil: ({ offset }) => new Set(['c', 'd', 'e', 'x'].slice(0, offset - 2)) };
    expect(told((await from({ offset: 5, id: 'e' }, recent).next(10)).deliveries)).toEqual([['x', 2, { reason: 'reset' }], ['y', 4]]);
    expect(told((await from({ offset: 5, id: 'e' }).next(10)).deliveries)).toEqual([['x', 2, { reason: 'reset' }], ['c', 3], ['y', 4]]);
  });

  it('takes an id that comes back later than anybody sends again for a new message', async () => {
    history.restart('second');
    history.now = 1_000_000;
    history.append('x');
    history.now += MAX_SEND_MS;
    history.append('e');
    history.now += 1;
    history.append('e', 'y');
    expect(told((await from({ offset: 5, id: 'e' }).next(10)).deliveries)).toEqual([['x', 1, { reason: 'reset' }], ['e', 3], ['y', 4]]);
  });

  it('keeps the reset for the next message when all was had before', async () => {
    history.restart('second');
    history.append('e');
    const catchUp = from({ offset: 5, id: 'e' });
    expect(await catchUp.next(10)).toMatchObject({ deliveries: [], atHead: true });
    history.append('x');
    expect(told((await catchUp.next(10)).deliveries)).toEqual([['x', 2, { reason: 'reset' }]]);
  });

  it('tells a rewound history that has not grown past us', async () => {
    history.rewind(3);
    const catchUp = from({ offset: 5, id: 'e' });
    expect((await catchUp.next(10)).deliveries).toEqual([]);
    history.append('D');
    expect(told((await catchUp.next(10)).deliveries)).toEqual([['D', 4, { reason: 'rewound' }]]);
  });

  it('waits a moment for what a rewound history gets again', async () => {
    history.rewind(3);
    const caught = from({ offset: 5, id: 'e' }).next(10);
    await nextTurn();
    history.append('d', 'e', 'f');
    expect(told((await caught).deliveries)).toEqual([['f', 6]]);
  });

  it('tells a rewound history by the id at our offset, and goes on from the last common message', async () => {
    const ids = ['', 'a', 'b', 'c', 'd', 'e'];
    history.rewind(2);
    history.append('C', 'D', 'E', 'F');
    const recent: RecentIds = { depth: 32, idAt: (offset) => ids[offset], heardUntil: () => new Set() };
    expect(told((await from({ offset: 5, id: 'e' }, recent).next(10)).deliveries)).toEqual([['C', 3, { reason: 'rewound' }], ['D', 4], ['E', 5], ['F', 6]]);
  });

  it('takes the word of the server where no common message is known', async () => {
    history.rewind(2);
    history.append('C', 'D', 'E', 'F');
    expect(told((await from({ offset: 5, id: 'e' }).next(10)).deliveries)).toEqual([['F', 6, { reason: 'rewound' }]]);
  });

  it('does not take a history for rewound when our message was only trimmed', async () => {
    history.append('f', 'g');
    history.trim(7);
    expect(told((await from({ offset: 5, id: 'e' }).next(10)).deliveries)).toEqual([['g', 7, { reason: 'trimmed', missed: 1 }]]);
    history.trim(8);
    const catchUp = from({ offset: 5, id: 'e' });
    expect(await catchUp.next(10)).toMatchObject({ deliveries: [], atHead: true });
    expect(catchUp.position.lost).toEqual({ reason: 'trimmed', missed: 2 });
  });

  it('tells an empty topic from one that is at its head', async () => {
    history.isGone = true;
    const catchUp = from({ offset: 5, id: 'e' });
    expect(await catchUp.next(10)).toEqual({ deliveries: [], atHead: true, isGone: true });
    expect(catchUp.position).toMatchObject({ epoch: 'first', offset: 5 });
  });
});
