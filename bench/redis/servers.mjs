import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

const START_WITHIN_MS = 10_000;

/**
 * A server of the bench's own on a free loopback port, with a folder of its own. `undefined` when it is not installed.
 * @returns {Promise<{ port: number, pid: number, stop(): Promise<void> } | undefined>}
 */
async function start(command, argumentsFor) {
  const folder = mkdtempSync(join(tmpdir(), 'runwire-bench-'));
  const port = await freePort();
  const child = spawn(command, argumentsFor(port, folder), { stdio: 'ignore' });
  const stop = async () => {
    if (child.pid !== undefined && child.exitCode === null && child.kill('SIGKILL')) await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  };
  const isMissing = await Promise.race([once(child, 'error').then(() => true), answers(port).then(() => false)]);
  if (!isMissing) return { port, pid: child.pid, stop };
  await stop();
  return undefined;
}

/** Without persistence, so that no disk is measured. */
export const startRedis = () =>
  start('redis-server', (port, folder) => ['--bind', '127.0.0.1', '--port', String(port), '--dir', folder, '--save', '', '--appendonly', 'no']);

export const startNats = () => start('nats-server', (port, folder) => ['-a', '127.0.0.1', '-p', String(port), '-js', '-sd', folder]);

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function answers(port) {
  const deadline = performance.now() + START_WITHIN_MS;
  while (!(await accepts(port))) {
    if (performance.now() > deadline) throw new Error(`Nothing listens on port ${port} after ${START_WITHIN_MS} ms.`);
    await delay(20);
  }
}

function accepts(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    const settle = (isUp) => {
      socket.destroy();
      resolve(isUp);
    };
    socket.once('connect', () => settle(true)).once('error', () => settle(false));
  });
}
