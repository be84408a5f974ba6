import { describe, expect, it } from '@jest/globals';
import type { BackendMessage, BackendPort, HistoryPage, LiveFrame, TopicHead } from '../src/backend-port.js';
import { Dispatcher } from '../src/delivery/dispatcher.js';
import type { Receiver } from '../src/delivery/receiver.js';
import type { Message } from '../src/message.js';

const TOPIC = 'busy';
const FRAME = 1_000;
const KEPT = 100_000;
const MAX_READS = 20;

/** A topic that grows by a large frame during every read: what was published before the answer arrives before it. */
class BusyTopic {
  top = 0;
  reads = 0;
  onFrame: (frame: LiveFrame) => void = () => undefined;

  get head(): TopicHead {
    return { topic: TOPIC, epoch: 'e', oldest: Math.max(1, this.top - KEPT + 1), top: this.top };
  }

  publish(): void {
    const firstOffset = this.top + 1;
    this.top += FRAME;
    this.onFrame({ topic: TOPIC, messages: messages(firstOffset, this.top), position: { epoch: 'e', firstOffset } });
  }

  async read(from: number, limit: number): Promise<HistoryPage> {
    await Promise.resolve();
    if (++this.reads > MAX_READS) throw new Error('read again and again');
    this.publish();
    const { head } = this;
    const firstOffset = Math.max(from, head.oldest);
    const page = { ...head, firstOffset, messages: messages(firstOffset, Math.min(head.top, firstOffset + limit - 1)) };
    this.publish();
    return page;
  }
}

const messages = (first: number, last: number): BackendMessage[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => ({ id: `m${String(first + index)}`, data: null, timestamp: 0, bytes: 4 }));

function set(): { topic: BusyTopic; dispatcher: Dispatcher; seen: Message[]; receiver: Receiver } {
  const topic = new BusyTopic();
  const port = {
    attach: () => Promise.resolve(),
    detach: () => Promise.resolve(),
    heads: () => Promise.resolve([topic.head]),
    read: (_: string, from: number, limit: number) => topic.read(from, limit),
  } as unknown as BackendPort;
  const dispatcher = new Dispatcher(port);
  const seen: Message[] = [];
  topic.onFrame = (frame) => { dispatcher.deliver(frame); };
  return { topic, dispatcher, seen, receiver: { isOpen: true, beganAt: 0, isLive: () => true, offer: (run) => { run.end(); seen.push(...run.messages); } } };
}

const offsetsOf = (seen: readonly Message[]): (number | undefined)[] => seen.map(({ offset }) => offset);

describe('Dispatcher on a busy topic', () => {
  it('stays live when it has seen more than the heads tell', async () => {
    const { topic, dispatcher, seen, receiver } = set();
    await dispatcher.add([TOPIC], receiver);
    topic.publish();
    const { head } = topic;
    topic.publish();
    Object.defineProperty(topic, 'head', { get: () => head, configurable: true });
    const resync = dispatcher.resync();
    Reflect.deleteProperty(topic, 'head');
    await resync;
    expect(topic.reads).toBe(1);
    expect(offsetsOf(seen)).toEqual(Array.from({ length: topic.top }, (_, index) => index + 1));
  });

  it('joins the live flow again after a hole, though frames are larger than what it remembers', async () => {
    const { topic, dispatcher, seen, receiver } = set();
    await dispatcher.add([TOPIC], receiver);
    topic.publish();
    topic.top += FRAME; // a frame that got lost
    topic.publish();
    for (let turn = 0; turn < 100; turn++) await Promise.resolve();
    expect(topic.reads).toBeLessThan(10);
    topic.publish();
    expect(offsetsOf(seen)).toEqual(Array.from({ length: topic.top }, (_, index) => index + 1));
  });
});
