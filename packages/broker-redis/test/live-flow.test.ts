import { describe, expect, it } from '@jest/globals';
import type { LiveFrame, LiveSink } from '@runwire/broker-core/backend';
import { LiveFlow } from '../src/listen/live-flow.js';
import { ServerClock } from '../src/server-clock.js';
import { encodeLine, encodeUnretained } from '../src/wire-format.js';

const TOPIC = 'training.tick';

class Heard {
  readonly data: unknown[] = [];
  readonly flow: LiveFlow;

  constructor() {
    const sink: LiveSink = {
      deliver: ({ messages }: LiveFrame) => { this.data.push(...messages.map(({ data }) => data)); },
      resync: () => Promise.resolve(),
      forget: () => undefined,
      invalid: () => undefined,
      status: () => undefined,
    };
    this.flow = new LiveFlow(sink, 1_000, new ServerClock());
  }

  take(frame: string, topic = TOPIC): this {
    this.flow.take(topic, Buffer.from(frame));
    return this;
  }
}

const frame = (id: string, timestamp: number, data: unknown): string => encodeUnretained(timestamp, [encodeLine(id, JSON.stringify(data))]);

describe('the live flow after a change of nodes', () => {
  it('hands on an unretained message once that the node before had brought already', () => {
    const heard = new Heard().take(frame('a1', 1, 'first')).take(frame('a2', 2, 'second'));
    heard.flow.renew();
    heard.take(frame('a2', 2, 'second')).take(frame('a3', 3, 'third'));
    expect(heard.data).toEqual(['first', 'second', 'third']);
  });

  it('knows what any of the connections before has brought', () => {
    const heard = new Heard().take(frame('a1', 1, 'first'));
    heard.flow.renew();
    heard.take(frame('a2', 2, 'second'));
    heard.flow.renew();
    heard.take(frame('a1', 1, 'first')).take(frame('a2', 2, 'second')).take(frame('a3', 3, 'third'));
    expect(heard.data).toEqual(['first', 'second', 'third']);
  });

  it('takes an id of the publisher again on another topic, or at another time', () => {
    const heard = new Heard().take(frame('mine', 1, 'here'));
    heard.flow.renew();
    heard.take(frame('mine', 1, 'there'), 'training.tock').take(frame('mine', 2, 'later'));
    expect(heard.data).toEqual(['here', 'there', 'later']);
  });

  it('remembers the newest of very many', () => {
    const heard = new Heard();
    for (let n = 1; n <= 10_000; n++) heard.take(frame(`a${String(n)}`, n, n));
    heard.flow.renew();
    heard.take(frame('a9999', 9_999, 9_999)).take(frame('a10000', 10_000, 10_000)).take(frame('a10001', 10_001, 10_001));
    expect(heard.data.slice(-2)).toEqual([10_000, 10_001]);
    expect(heard.data).toHaveLength(10_001);
  });
});
