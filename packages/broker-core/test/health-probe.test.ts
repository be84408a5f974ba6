import { describe, expect, it } from '@jest/globals';
import type { BackendHealth, BackendPort } from '../src/backend-port.js';
import { probeHealth } from '../src/health-probe.js';

const good = { status: 'healthy', detail: 'Fine.' } as const;
const portOf = (health: () => Promise<BackendHealth>): BackendPort => ({ name: 'fake', health }) as Partial<BackendPort> as BackendPort;

describe('probeHealth', () => {
  it('is as bad as the worst check', async () => {
    const probe = (delivery: 'degraded' | 'unhealthy'): ReturnType<typeof probeHealth> => probeHealth(portOf(() => Promise.resolve({ commands: good, delivery: { status: delivery, detail: 'x' }, replicas: { status: 'degraded', detail: 'x' } })), false);
    expect((await probe('degraded')).status).toBe('degraded');
    expect((await probe('unhealthy')).status).toBe('unhealthy');
  });

  it('reports a backend that throws or rejects instead of throwing', async () => {
    for (const health of [() => Promise.reject(new Error('no route')), () => { throw new Error('no route'); }]) {
      const report = await probeHealth(portOf(health), false);
      expect(report).toMatchObject({ status: 'unhealthy', backend: 'fake', checks: { commands: { detail: 'no route' } } });
    }
  });

  it('does not wait for a backend that never answers', async () => {
    const report = await probeHealth(portOf(() => new Promise(() => undefined)), false);
    expect(report.status).toBe('unhealthy');
    expect(report.latencyMs).toBeLessThan(6_000);
  });
});
