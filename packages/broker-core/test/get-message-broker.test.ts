import { jest, beforeEach, describe, expect, it } from '@jest/globals';
import type { MessageBroker } from '../src/broker.js';
import type { ParsedBrokerConfig } from '../src/config.js';
import { FakeBroker } from './fake-broker.js';

let isBroken = false;
jest.unstable_mockModule('@runwire/broker-fake', () => ({
  createBroker: (config: ParsedBrokerConfig): Promise<MessageBroker> => (isBroken ? Promise.reject(new Error('no server')) : Promise.resolve(new FakeBroker(config))),
}), { virtual: true });

const { getMessageBroker } = await import('../src/get-message-broker.js');

describe('getMessageBroker', () => {
  beforeEach(() => {
    isBroken = false;
  });

  it('gives one broker for one configuration, however it is written, and another for another', async () => {
    const one = await getMessageBroker({ type: 'fake', maxSubscribers: 3, history: { maxLength: 1, ttlMs: 2 } });
    expect(await getMessageBroker({ history: { ttlMs: 2, maxLength: 1 }, maxSubscribers: 3, type: 'fake' })).toBe(one);
    const other = await getMessageBroker({ type: 'fake', maxSubscribers: 4 });
    expect(other).not.toBe(one);
    await Promise.all([one.close(), other.close()]);
  });

  it('gives callers of the same moment the same broker', async () => {
    const [one, two] = await Promise.all([getMessageBroker({ type: 'fake' }), getMessageBroker({ type: 'fake' })]);
    expect(one).toBe(two);
    await one.close();
  });

  it('makes a new one after a close', async () => {
    const closed = await getMessageBroker({ type: 'fake' });
    await closed.close();
    const fresh = await getMessageBroker({ type: 'fake' });
    expect(fresh).not.toBe(closed);
    expect(fresh.status.kind).toBe('ready');
    await fresh.close();
  });

  it('hands out no broker that is closing', async () => {
    const closing = await getMessageBroker({ type: 'fake' });
    const closed = closing.close();
    const fresh = await getMessageBroker({ type: 'fake' });
    expect(fresh).not.toBe(closing);
    await closed;
    // The end of the old one takes nothing from the new one.
    expect(await getMessageBroker({ type: 'fake' })).toBe(fresh);
    await fresh[Symbol.asyncDispose]();
    const third = await getMessageBroker({ type: 'fake' });
    expect(third).not.toBe(fresh);
    await third.close();
  });

  it('tells configurations apart by the function that hears of invalid input', async () => {
    const [first, second] = [() => undefined, () => undefined];
    const one = await getMessageBroker({ type: 'fake', onInvalid: first });
    expect(await getMessageBroker({ type: 'fake', onInvalid: first })).toBe(one);
    const other = await getMessageBroker({ type: 'fake', onInvalid: second });
    const plain = await getMessageBroker({ type: 'fake' });
    expect(new Set([one, other, plain]).size).toBe(3);
    await Promise.all([one.close(), other.close(), plain.close()]);
  });

  it('tries anew after a failure', async () => {
    isBroken = true;
    await expect(getMessageBroker({ type: 'fake' })).rejects.toThrow('no server');
    isBroken = false;
    await (await getMessageBroker({ type: 'fake' })).close();
  });

  it('rejects, and does not throw, for a wrong configuration', async () => {
    await expect(getMessageBroker({ type: 'fake', maxSubscribers: 0 })).rejects.toThrow('maxSubscribers');
  });
});
