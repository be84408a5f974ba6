import { describe, expect, it, jest } from '@jest/globals';
import type { MessageBroker } from '@runwire/broker-core';
import { BrokerClock } from '../src/broker-clock.js';
import { TrainingChannel } from '../src/index.js';
import { onEveryBroker, unique } from './on-every-broker.js';

const HOUR_MS = 3_600_000;
const near = (moment: number, expected: number): boolean => Math.abs(moment - expected) < 1_000;

describe('the broker’s clock', () => {
  it('is the local one until the broker was heard', () => {
    expect(near(new BrokerClock().now(), Date.now())).toBe(true);
  });

  it('follows the broker, and no jump of the local one', () => {
    const clock = new BrokerClock();
    clock.see(Date.now() - HOUR_MS);
    const jumped = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 5 * HOUR_MS);
    expect(near(clock.now(), Date.now() - 6 * HOUR_MS)).toBe(true);
    jumped.mockRestore();
  });

  it('is not put back by an old message, nor by a receipt that was slow', () => {
    const clock = new BrokerClock();
    clock.see(Date.now());
    clock.hear(Date.now() - HOUR_MS);
    clock.see(Date.now() - 2_000);
    expect(near(clock.now(), Date.now())).toBe(true);
  });

  it('stays as it is when the broker does not answer', async () => {
    const clock = new BrokerClock();
    await clock.sync({ publish: () => Promise.reject(new Error('no')) } as unknown as MessageBroker);
    expect(near(clock.now(), Date.now())).toBe(true);
  });
});

onEveryBroker('a trainer whose clock is an hour late', (stage) => {
  it('is live all the same', async () => {
    const namespace = unique();
    const realNow = Date.now.bind(Date);
    const isMemory = stage.server() === undefined;
    const late = jest.spyOn(Date, 'now').mockImplementation(() => realNow() - (isMemory ? 0 : HOUR_MS));
    const trainer = new TrainingChannel({ namespace, broker: stage.broker() });
    await trainer.createExperiment('a');
    await trainer.publishStatus('a', 'running');
    late.mockRestore();
    const viewer = new TrainingChannel({ namespace, broker: stage.broker() });
    const view = await viewer.getExperiment('a');
    expect(view?.liveness).toBe('live');
    expect(near(view?.createdAt ?? 0, Date.now())).toBe(true);
  });
});
