import { performance } from 'node:perf_hooks';
import type { BackendHealth, BackendPort } from './backend-port.js';
import type { HealthReport } from './broker.js';

/** The longest a health check takes, milliseconds. */
const DEADLINE_MS = 5_000;

/** Asks the backend, in bounded time; never rejects. */
export async function probeHealth(port: BackendPort, isClosed: boolean): Promise<HealthReport> {
  const startedAt = performance.now();
  const checks = isClosed ? unhealthy('The broker is closed; create a new one.') : await ask(port);
  const rank = Object.values(checks).map(({ status }) => status);
  const status = rank.includes('unhealthy') ? 'unhealthy' : rank.includes('degraded') ? 'degraded' : 'healthy';
  return { status, backend: port.name, latencyMs: performance.now() - startedAt, checks };
}

async function ask(port: BackendPort): Promise<BackendHealth> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<BackendHealth>((resolve) => {
    timer = setTimeout(() => {
      resolve(unhealthy(`The backend did not answer within ${String(DEADLINE_MS / 1_000)} s; check that its server runs and is reachable.`));
    }, DEADLINE_MS);
  });
  try {
    return await Promise.race([port.health(DEADLINE_MS * 0.8), deadline]);
  } catch (error) {
    return unhealthy(error instanceof Error ? error.message : 'The health check failed.');
  } finally {
    clearTimeout(timer);
  }
}

function unhealthy(detail: string): BackendHealth {
  return { commands: { status: 'unhealthy', detail }, delivery: { status: 'unhealthy', detail } };
}
