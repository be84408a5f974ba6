import { describe, expect, it } from '@jest/globals';

import { waitUntil } from '../../testing/wait-until.js';

describe('waitUntil', () => {
  it('resolves with the first truthy value', async () => {
    let calls = 0;
    const value = await waitUntil(() => (++calls === 3 ? 'third' : undefined), { withinMs: 2_000, what: 'the third call' });
    expect(value).toBe('third');
  });

  it('counts a condition that throws as not yet true', async () => {
    let calls = 0;
    const condition = () => {
      calls += 1;
      if (calls < 3) throw new Error('too early');
      return calls;
    };
    await expect(waitUntil(condition, { withinMs: 2_000, what: 'the third call' })).resolves.toBe(3);
  });

  it('says what did not happen, and why, at the deadline', async () => {
    const condition = () => Promise.reject(new Error('connection refused'));
    const waiting = waitUntil(condition, { withinMs: 50, what: 'the server' });
    await expect(waiting).rejects.toMatchObject({ message: 'waited 50 ms for the server', cause: { message: 'connection refused' } });
  });

  it('keeps its deadline when the condition hangs', async () => {
    const never = new Promise<boolean>(() => undefined);
    await expect(waitUntil(() => never, { withinMs: 50, what: 'nothing' })).rejects.toThrow('waited 50 ms for nothing');
  });
});
