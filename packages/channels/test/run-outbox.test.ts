import { describe, expect, it } from '@jest/globals';
import { ConnectionError, InvalidMessageError, type Receipt } from '@runwire/broker-core';
import { logUpdate, metricsUpdate, progressUpdate, statusUpdate, type TrainingEvent } from '@runwire/events';
import { RunOutbox } from '../src/run-outbox.js';
import { inTime } from './take.js';

const experimentId = 'a';
const log = (message: string): TrainingEvent => logUpdate({ experimentId, level: 'info', message });
const metrics = (values: Record<string, number>): TrainingEvent => metricsUpdate({ experimentId, metrics: values });
const progress = (currentStep: number): TrainingEvent => progressUpdate({ experimentId, currentStep });

/** A broker that can be away. */
class Road {
  isOpen = true;
  /** Settles when the broker answers. */
  answer: Promise<void> = Promise.resolve();
  readonly arrived: TrainingEvent[] = [];
  readonly ids: string[] = [];

  outbox({ maxPending = 100, gatherMs = 0 } = {}): RunOutbox {
    let count = 0;
    return new RunOutbox({ maxPending, gatherMs, nextEventId: () => String(++count), inTrace: (event) => event, publish: (event, { id = '' }) => this.#publish(event, id) });
  }

  #publish(event: TrainingEvent, id: string): Promise<Receipt> {
    this.ids.push(id);
    if (!this.isOpen) return Promise.reject(new ConnectionError('away'));
    this.arrived.push(event);
    return this.answer.then(() => ({ id, topic: 't', timestamp: 0, duplicate: false }));
  }
}

describe('the outbox of a run', () => {
  it('sends again with the same id until it is taken, in order', async () => {
    const road = new Road();
    const outbox = road.outbox();
    road.isOpen = false;
    const sent = [outbox.send(log('1')), outbox.send(statusUpdate({ experimentId, status: 'running' })), outbox.send(log('2'))];
    await new Promise(setImmediate);
    road.isOpen = true;
    await inTime(Promise.all(sent));
    await outbox.flushed();
    expect(road.arrived.map(({ type }) => type)).toEqual(['log', 'status', 'log']);
    expect(new Set(road.ids)).toEqual(new Set(['1', '2', '3']));
  });

  it('lets what is reported in one go travel together, and a status wait for its answer', async () => {
    const road = new Road();
    let release: () => void = () => undefined;
    road.answer = new Promise((resolve) => (release = resolve));
    const outbox = road.outbox();
    const sent = [outbox.send(progress(1)), outbox.send(metrics({ a: 1 })), outbox.send(log('1')), outbox.send(log('2')), outbox.send(statusUpdate({ experimentId, status: 'paused' }))];
    await new Promise(setImmediate);
    expect(road.arrived.map(({ type }) => type)).toEqual(['progress', 'metrics', 'log', 'log']);
    release();
    await inTime(Promise.all(sent));
    expect(road.arrived.at(-1)?.type).toBe('status');
  });

  describe('after telemetry has left', () => {
    const leave = async (road: Road): Promise<RunOutbox> => {
      const outbox = road.outbox({ gatherMs: 60_000 });
      await inTime(outbox.send(log('first')));
      for (let line = 1; line <= 3; line++) outbox.send(log(String(line))).catch(() => undefined);
      await new Promise(setImmediate);
      expect(road.arrived).toHaveLength(1);
      return outbox;
    };

    it('gathers more until something comes that cannot wait, and keeps the order', async () => {
      const road = new Road();
      const outbox = await leave(road);
      await inTime(outbox.send(statusUpdate({ experimentId, status: 'paused' })));
      expect(road.arrived.map((event) => (event.type === 'log' ? event.message : event.type))).toEqual(['first', '1', '2', '3', 'status']);
    });

    it.each(['answered', 'flushed'] as const)('gathers more until somebody waits for it: %s', async (until) => {
      const road = new Road();
      const outbox = await leave(road);
      await inTime(outbox[until]());
      expect(road.arrived).toHaveLength(4);
    });

    it('gathers more until there is a load', async () => {
      const road = new Road();
      const outbox = await leave(road);
      await inTime(Promise.all(Array.from({ length: 29 }, () => outbox.send(log('more')))));
      expect(road.arrived).toHaveLength(33);
    });

    it('gathers more until its time has come', async () => {
      const road = new Road();
      const outbox = road.outbox({ gatherMs: 30 });
      await inTime(outbox.send(log('first')));
      const leftAt = performance.now();
      await inTime(outbox.send(log('second')));
      expect(performance.now() - leftAt).toBeGreaterThan(20);
    });
  });

  it('keeps only the latest progress that waits', async () => {
    const road = new Road();
    const outbox = road.outbox();
    const first = outbox.send(log('first'));
    const replaced = outbox.send(progress(1));
    const last = outbox.send(progress(2));
    expect(await replaced).toBeUndefined();
    await Promise.all([first, last]);
    expect(road.arrived.slice(1)).toMatchObject([{ currentStep: 2 }]);
  });

  it('merges metrics and drops the oldest log lines when too much waits, never a status', async () => {
    const road = new Road();
    const outbox = road.outbox({ maxPending: 4 });
    road.isOpen = false;
    const events = [log('0'), log('1'), metrics({ a: 1, b: 1 }), statusUpdate({ experimentId, status: 'paused' }), log('2'), metrics({ a: 2 }), log('3'), log('4')];
    const sent = events.map((event) => outbox.send(event));
    road.isOpen = true;
    await inTime(Promise.all(sent));
    expect(outbox.droppedLogs).toBeGreaterThan(0);
    expect(road.arrived).toContainEqual(expect.objectContaining({ metrics: { a: 2, b: 1 } }));
    expect(road.arrived).toContainEqual(expect.objectContaining({ status: 'paused' }));
    expect(road.arrived.at(-1)).toMatchObject({ message: '4' });
  });

  it('rejects what is refused, and goes on with the rest', async () => {
    let count = 0;
    const outbox = new RunOutbox({
      maxPending: 10,
      gatherMs: 0,
      nextEventId: () => String(++count),
      inTrace: (event) => event,
      publish: (_, { id = '' }) => (id === '1' ? Promise.reject(new InvalidMessageError('data', 'no')) : Promise.resolve({ id, topic: 't', timestamp: 0, duplicate: false })),
    });
    const refused = outbox.send(progress(1));
    const taken = outbox.send(log('fine'));
    await expect(refused).rejects.toThrow('no');
    expect(await taken).toMatchObject({ id: '2' });
  });

  it('gives up when it is told, on what waits and on what has no answer', async () => {
    const outbox = new RunOutbox({ maxPending: 10, gatherMs: 0, nextEventId: () => 'x', inTrace: (event) => event, publish: () => new Promise(() => undefined) });
    const sent = Promise.allSettled([outbox.send(log('unanswered')), outbox.send(progress(1))]);
    await new Promise(setImmediate);
    outbox.abandon();
    expect(outbox.unsent).toBe(2);
    await expect(outbox.answered()).rejects.toThrow(/closed/);
    expect((await inTime(sent)).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(outbox.send(log('later'))).rejects.toThrow(/closed/);
  });
});
