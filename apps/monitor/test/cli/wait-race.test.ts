import { describe, expect, it } from '@jest/globals';
import { MemoryBroker } from '@runwire/broker-memory';
import { endOf } from '../../src/fleet/end-of.js';
import { FakeTrainer } from '../fake-trainer.js';

describe('waiting for the end of a run', () => {
  it('is right in 100 races between the end and the beginning of the wait', async () => {
    await using broker = new MemoryBroker();
    const trainer = new FakeTrainer(broker);
    const { signal } = new AbortController();
    const ends = Array.from({ length: 100 }, async (_, index) => {
      const id = `run-${String(index)}`;
      await trainer.start(id);
      const end = async (): Promise<void> => {
        for (let turn = 0; turn < index % 10; turn++) await Promise.resolve();
        await trainer.channel.publishStatus(id, index % 2 === 0 ? 'completed' : 'failed');
      };
      const [result] = index % 3 === 0 ? await Promise.all([endOf(trainer.channel, id, signal), end()]) : [(await Promise.all([end(), endOf(trainer.channel, id, signal)]))[1]];
      return result?.state;
    });
    expect(await Promise.all(ends)).toEqual(Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? 'completed' : 'failed')));
  });
});
