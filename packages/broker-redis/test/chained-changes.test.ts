import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ConflictError, type Receipt } from '@runwire/broker-core';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker, type RedisBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';

const COUNT = 20;

let server: RedisServer;
let prefixes = 0;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

interface State {
  readonly step: number;
  readonly by: string;
}

interface Stage extends AsyncDisposable {
  readonly broker: RedisBroker;
  readonly prefix: string;
}

const open = async (): Promise<Stage> => {
  const prefix = `c${String(++prefixes)}:`;
  const broker = await createBroker({ redis: { host: server.host, port: server.port, keyPrefix: prefix } });
  return { prefix, broker, [Symbol.asyncDispose]: () => broker.close() };
};

/** Changes of one value, each on top of the one before, without waiting for it. */
const publishChain = (broker: RedisBroker, first: State, count = COUNT): readonly Promise<Receipt>[] =>
  Array.from({ length: count }, (_, index) => {
    const [before, after] = [first.step + index, first.step + index + 1];
    const save = [{ key: 'a:b:state', value: { step: after, by: 'us' }, onlyIf: { equals: index === 0 ? first : { step: before, by: 'us' } } }];
    return broker.publish('a.b.state', after, { id: `change-${String(after)}`, save });
  });

const callsOf = async (command: string): Promise<number> => {
  const line = (await server.cli('INFO', 'commandstats')).split('\n').find((each) => each.startsWith(`cmdstat_${command}:`));
  return Number(/calls=(\d+)/.exec(line ?? '')?.[1] ?? 0);
};

const steps = async (broker: RedisBroker): Promise<unknown[]> => {
  const read = [];
  for await (const { data } of broker.history('a.b.state')) read.push(data);
  return read;
};

const steadily = Array.from({ length: COUNT }, (_, index) => index + 1);

describe('changes of one value that are based on each other', () => {
  it('travel together', async () => {
    await using stage = await open();
    const { broker } = stage;
    await broker.publish('a.b.state', 0, { save: [{ key: 'a:b:state', value: { step: 0, by: 'us' } }] });
    const before = await callsOf('evalsha');
    await Promise.all(publishChain(broker, { step: 0, by: 'us' }));
    expect((await callsOf('evalsha')) - before).toBe(1);
    expect(await broker.store.get('a:b:state')).toEqual({ step: COUNT, by: 'us' });
    expect(await steps(broker)).toEqual([0, ...steadily]);
  });

  it('are all taken, in order, when the first finds its value in another spelling', async () => {
    await using stage = await open();
    const { broker, prefix } = stage;
    await server.cli('SET', new Layout({ prefix }).value('a:b:state'), '{ "by": "us", "step": 0 }');
    expect(await broker.store.get('a:b:state')).toEqual({ step: 0, by: 'us' });
    await Promise.all(publishChain(broker, { step: 0, by: 'us' }));
    expect(await broker.store.get('a:b:state')).toEqual({ step: COUNT, by: 'us' });
    expect(await steps(broker)).toEqual(steadily);
  });

  it('are all refused when somebody else was first', async () => {
    await using stage = await open();
    const { broker } = stage;
    await broker.store.set('a:b:state', { step: 7, by: 'them' });
    const outcomes = await Promise.allSettled(publishChain(broker, { step: 0, by: 'us' }));
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason instanceof ConflictError)).toEqual(steadily.map(() => true));
    expect(await broker.store.get('a:b:state')).toEqual({ step: 7, by: 'them' });
    expect(await steps(broker)).toEqual([]);
  });

  it('are taken once when they are published again', async () => {
    await using stage = await open();
    const { broker } = stage;
    await broker.store.set('a:b:state', { step: 0, by: 'us' });
    await Promise.all(publishChain(broker, { step: 0, by: 'us' }, 3));
    const again = await Promise.all(publishChain(broker, { step: 0, by: 'us' }));
    expect(again.map(({ duplicate }) => duplicate)).toEqual(steadily.map((step) => step <= 3));
    expect(await steps(broker)).toEqual(steadily);
  });
});
