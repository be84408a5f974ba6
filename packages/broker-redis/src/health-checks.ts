import { performance } from 'node:perf_hooks';
import type { HealthCheckResult } from '@runwire/broker-core';
import type { BackendHealth } from '@runwire/broker-core/backend';
import type { Commands } from './connection/commands.js';
import { ServerReplyError } from './connection/server-reply-error.js';
import type { ServerClock } from './server-clock.js';

/** A clock further off than this makes timestamps of state and messages hard to compare, milliseconds. */
const MAX_SKEW_MS = 5_000;

export interface HealthProbes {
  readonly commands: Commands;
  readonly clock: ServerClock;
  /** Keys of ours, on all servers that are needed. */
  readonly keys: readonly string[];
  /** Sends a probe message and resolves when it has come back. */
  readonly sendProbe: (signal: AbortSignal) => Promise<void>;
  /** Why a subscription is not in place. */
  readonly refused: () => Error | undefined;
}

/** Looks at commands, delivery, and at settings of the server that lose data. Never rejects. */
export async function checkHealth(probes: HealthProbes, deadlineMs: number): Promise<BackendHealth> {
  const abort = new AbortController();
  const timer = setTimeout(() => { abort.abort(); }, deadlineMs);
  try {
    const [commands, delivery, server] = await Promise.all([
      timed(() => checkCommands(probes), abort.signal),
      timed(() => checkDelivery(probes, abort.signal), abort.signal),
      timed(() => checkServer(probes), abort.signal),
    ]);
    return { commands, delivery, server: server.status === 'unhealthy' ? { ...server, status: 'degraded' } : server, clock: checkClock(probes.clock) };
  } finally {
    clearTimeout(timer);
    abort.abort();
  }
}

async function checkCommands({ commands, keys }: HealthProbes): Promise<HealthCheckResult> {
  await Promise.all(
    keys.map(async (key) => {
      await commands.ready(key, 0);
      await commands.call(key, 'ping', []);
    }),
  );
  return { status: 'healthy', detail: 'Redis answers commands.' };
}

async function checkDelivery({ sendProbe, refused }: HealthProbes, signal: AbortSignal): Promise<HealthCheckResult> {
  const refusal = refused();
  if (refusal !== undefined) return { status: 'unhealthy', detail: `A subscription is not in place: ${refusal.message}` };
  try {
    await sendProbe(signal);
    return { status: 'healthy', detail: 'A probe message came back through its subscription.' };
  } catch (error) {
    if (!(error instanceof ServerReplyError && error.kind === 'NOPERM')) throw error;
    return { status: 'healthy', detail: 'This user may not publish probe messages, so only the connection of the subscriptions was probed.' };
  }
}

/** https://redis.io/docs/latest/commands/info/ */
async function checkServer({ commands, keys: [key = ''] }: HealthProbes): Promise<HealthCheckResult> {
  let info: string;
  try {
    info = String(await commands.call(key, 'info', []));
  } catch (error) {
    if (!(error instanceof ServerReplyError)) throw error;
    return { status: 'healthy', detail: 'This user may not read the settings of the server (INFO), so they were not checked.' };
  }
  const read = (name: string): string => new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1] ?? '';
  const policy = read('maxmemory_policy');
  if (policy !== '' && policy !== 'noeviction' && read('maxmemory') !== '0') {
    return { status: 'degraded', detail: `maxmemory-policy is ${policy}: when memory runs out, Redis deletes histories and state. Set it to noeviction.` };
  }
  const healthy: HealthCheckResult = { status: 'healthy', detail: `Redis ${read('redis_version')}.` };
  if (read('aof_enabled') === '1') return healthy;
  return { ...healthy, advice: 'Its append-only file is off, so a restart loses what the last snapshot does not hold: set "appendonly yes", in redis.conf or by CONFIG SET.' };
}

function checkClock(clock: ServerClock): HealthCheckResult {
  const { skewMs } = clock;
  if (skewMs === undefined) return { status: 'healthy', detail: 'The clock of the server was not asked.' };
  const seconds = (Math.abs(skewMs) / 1_000).toFixed(1);
  if (Math.abs(skewMs) <= MAX_SKEW_MS) return { status: 'healthy', detail: `The clocks of Redis and of this machine are ${seconds} s apart.` };
  return { status: 'degraded', detail: `The clock of this machine is ${seconds} s ${skewMs > 0 ? 'behind' : 'ahead of'} the one of Redis; run an NTP service on both.` };
}

async function timed(check: () => Promise<HealthCheckResult>, signal: AbortSignal): Promise<HealthCheckResult> {
  const startedAt = performance.now();
  const passed = (): number => performance.now() - startedAt;
  const silence = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => {
      reject(new Error(`There was no answer within ${String(Math.round(passed()))} ms; check that Redis runs and is reachable.`));
    });
  });
  try {
    return { ...(await Promise.race([check(), silence])), latencyMs: passed() };
  } catch (error) {
    return { status: 'unhealthy', detail: error instanceof Error ? error.message : 'The check failed.', latencyMs: passed() };
  }
}
