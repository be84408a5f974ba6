import assert from 'node:assert/strict';
import type { HealthReport } from '../broker.js';
import type { Chapter } from './chapter.js';
import { eventually } from './eventually.js';
import { range } from './range.js';
import { within } from './within.js';

/** The longest a health check may take (5 s), and a bit for the clock. */
const BOUND_MS = 6_000;
const RANK = ['healthy', 'degraded', 'unhealthy'];

function assertShape({ status, backend, latencyMs, checks }: HealthReport): void {
  assert.match(backend, /^[a-z][a-z0-9-]*$/);
  assert.ok(latencyMs >= 0 && latencyMs < BOUND_MS);
  const ranks = Object.values(checks).map((check) => {
    assert.ok(check.detail.length > 0 && RANK.includes(check.status));
    return RANK.indexOf(check.status);
  });
  assert.ok('commands' in checks && 'delivery' in checks);
  assert.equal(RANK.indexOf(status), Math.max(...ranks));
}

export function health({ it }: Chapter): void {
  it('is healthy when commands and delivery work', async (stage) => {
    const report = await within(stage.broker.healthCheck(), BOUND_MS, () => 'no report came');
    assertShape(report);
    assert.deepEqual([report.status, report.checks.commands.status, report.checks.delivery.status], ['healthy', 'healthy', 'healthy']);
  });

  it('answers many checks at once', async (stage) => {
    const reports = await within(Promise.all(range(1, 20).map(() => stage.broker.healthCheck())), BOUND_MS, () => 'a report is missing');
    for (const report of reports) assert.equal(report.status, 'healthy');
  });

  it('shows no probe to subscribers, histories and counters', async (stage) => {
    const reader = await stage.subscribe('*');
    await stage.broker.healthCheck();
    await stage.broker.publish(stage.topic('log'), 'fence');
    const seen = await reader.takeUntil(({ data }) => data === 'fence');
    const probes = seen.filter(({ topic }) => topic.includes('health') || topic.includes('probe'));
    assert.deepEqual([probes, stage.broker.stats().published, stage.broker.stats().subscriptions], [[], 1, 1]);
  });

  it('is not healthy while the delivery path is cut, and healthy again after', async (stage) => {
    await stage.subscribe(stage.topic('log'));
    await stage.interrupt(async () => {
      const report = await within(stage.broker.healthCheck(), BOUND_MS, () => 'no report came');
      assertShape(report);
      assert.notEqual(report.checks.delivery.status, 'healthy');
    });
    await eventually('the broker is healthy', async () => (await stage.broker.healthCheck()).status === 'healthy', 20_000);
  });

  it('is unhealthy once closed, and still does not reject', async (stage) => {
    await stage.broker.close();
    const report = await within(stage.broker.healthCheck(), BOUND_MS, () => 'no report came');
    assertShape(report);
    assert.equal(report.status, 'unhealthy');
  });
}
