import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BackendPort } from '../src/backend-port.js';
import { Attachments } from '../src/delivery/attachments.js';

describe('Attachments', () => {
  let calls: string[];
  let failures: number;
  let attachments: Attachments;
  beforeEach(() => {
    calls = [];
    failures = 0;
    const attach = async (pattern: string): Promise<void> => {
      calls.push(`attach ${pattern}`);
      await Promise.resolve();
      if (failures-- > 0) throw new Error('refused');
    };
    const detach = async (pattern: string): Promise<void> => {
      await Promise.resolve();
      calls.push(`detach ${pattern}`);
    };
    attachments = new Attachments({ attach, detach } as Partial<BackendPort> as BackendPort);
  });

  it('attaches a pattern once, and detaches it when the last user has left', async () => {
    await Promise.all([attachments.acquire('a'), attachments.acquire('a')]);
    expect(await attachments.release('a')).toBe(false);
    expect(calls).toEqual(['attach a']);
    expect(await attachments.release('a')).toBe(true);
    expect(calls).toEqual(['attach a', 'detach a']);
    expect([...attachments.patterns()]).toEqual([]);
  });

  it('attaches again, in turn, for a user who comes while the last one leaves', async () => {
    await attachments.acquire('a');
    const left = attachments.release('a');
    await attachments.acquire('a');
    expect(await left).toBe(false);
    expect(calls).toEqual(['attach a', 'detach a', 'attach a']);
    expect([...attachments.patterns()]).toEqual(['a']);
  });

  it('tells everybody who waits of a failure, and tries again for the next', async () => {
    failures = 1;
    const outcomes = await Promise.allSettled([attachments.acquire('a'), attachments.acquire('a')]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await attachments.acquire('a');
    await Promise.all([attachments.release('a'), attachments.release('a'), attachments.release('a')]);
    expect(calls).toEqual(['attach a', 'attach a', 'detach a']);
    expect([...attachments.patterns()]).toEqual([]);
  });
});
