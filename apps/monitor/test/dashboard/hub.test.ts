import { describe, expect, it } from '@jest/globals';
import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { feedHub } from '../../src/dashboard/feed-hub.js';
import { Hub } from '../../src/dashboard/hub.js';
import type { Frame } from '../../src/dashboard/protocol.js';
import { FakeTrainer } from '../fake-trainer.js';

const UPDATES = 200;

function frameOf(text: string): Frame {
  return JSON.parse(text.slice(text.indexOf('data: ') + 6)) as Frame;
}

describe('Hub', () => {
  it('numbers its frames without a hole, each event in one of them, and hands missed ones out again', async () => {
    await using broker = new MemoryBroker();
    const frames: Frame[] = [];
    const channel = new TrainingChannel({ broker });
    const hub = new Hub({ now: () => channel.now(), onFrame: ({ text }) => frames.push(frameOf(text)) });
    const stop = new AbortController();
    const fed = feedHub(hub, { channel, broker, signal: stop.signal });
    const trainer = new FakeTrainer(broker);
    await trainer.start('run', { updates: UPDATES, totalUpdates: UPDATES });
    await waitUntil(() => hub.detail('test/run')?.lines.length === UPDATES, { withinMs: 5_000, what: 'all lines in the hub' });
    expect(frames.map(({ frame }) => frame)).toEqual(frames.map((_, index) => index + 1));
    const points = frames.flatMap(({ deltas }) => deltas.filter(({ kind }) => kind === 'points'));
    expect(points).toHaveLength(UPDATES);
    const half = Math.floor(frames.length / 2);
    expect(hub.since(hub.boot, half)?.map(({ text }) => frameOf(text))).toEqual(frames.slice(half));
    expect(hub.since('another', half)).toBeUndefined();
    expect(hub.since(hub.boot, frames.length + 1)).toBeUndefined();
    stop.abort();
    await fed;
    hub.close();
  });
});
