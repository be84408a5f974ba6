import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from '@jest/globals';

import { startRedis } from '../../testing/redis-server.js';
import { createTlsCertificate } from '../../testing/tls-certificate.js';
import { waitUntil } from '../../testing/wait-until.js';

describe('a Redis server of a test', () => {
  it('accepts commands as soon as it has started, and tells their errors', async () => {
    await using redis = await startRedis();
    await expect(redis.cli('SET', 'name', 'välue')).resolves.toBe('OK');
    await expect(redis.cli('GET', 'name')).resolves.toBe('välue');
    await expect(redis.cli('KEYS', '*')).resolves.toBe('name');
    await expect(redis.cli('INCR', 'name')).rejects.toThrow('not an integer');
    expect(redis.url).toBe(`redis://127.0.0.1:${redis.port}`);
  });

  it('starts many at once, each on a port of its own', async () => {
    const servers = await Promise.all(Array.from({ length: 6 }, () => startRedis()));
    expect(new Set(servers.map(({ port }) => port)).size).toBe(6);
    await Promise.all(servers.map((server) => server.stop()));
    expect(servers.some(({ running }) => running)).toBe(false);
  });

  it('forgets everything when it is killed and restarted without persistence', async () => {
    await using redis = await startRedis();
    await redis.cli('SET', 'name', 'value');
    const { pid } = redis;
    await redis.kill();
    await expect(redis.cli('PING')).rejects.toThrow('ECONNREFUSED');
    await redis.restart();
    expect(redis.pid).not.toBe(pid);
    await expect(redis.cli('EXISTS', 'name')).resolves.toBe('0');
  });

  it('keeps every acknowledged write through SIGKILL when it is append-only', async () => {
    await using redis = await startRedis({ appendonly: true });
    await redis.cli('SET', 'name', 'value');
    await redis.restart();
    await expect(redis.cli('GET', 'name')).resolves.toBe('value');
  });

  it('answers nothing while it is frozen, and again after the thaw', async () => {
    await using redis = await startRedis();
    redis.freeze();
    const answers: string[] = [];
    const ping = redis.cli('PING').then((answer) => answers.push(answer));
    await waitUntil(() => processState(redis.pid).then((state) => state.startsWith('T')), { withinMs: 5_000, what: 'SIGSTOP' });
    expect(answers).toEqual([]);
    redis.thaw();
    await ping;
    expect(answers).toEqual(['PONG']);
  });

  it('asks for its password, and knows the users of its access list', async () => {
    await using redis = await startRedis({ password: 's3cret', acl: ['user reader on >pw ~* &* +get'] });
    await expect(redis.cli('ACL', 'USERS')).resolves.toBe('default\nreader');
    expect(redis.url).toBe(`redis://:s3cret@127.0.0.1:${redis.port}`);
  });

  it('serves TLS with a certificate made for the test', async () => {
    await using tls = await createTlsCertificate();
    await using redis = await startRedis({ tls });
    await expect(redis.cli('PING')).resolves.toBe('PONG');
    expect(redis.url).toBe(`rediss://127.0.0.1:${redis.port}`);
  });

  it('ends when stopped, also while frozen, and takes its folder along', async () => {
    const redis = await startRedis();
    redis.freeze();
    await redis.stop();
    await redis.stop();
    expect(redis.running).toBe(false);
    await expect(access(redis.dir)).rejects.toThrow('ENOENT');
  });

  it('says why it could not start', async () => {
    await expect(startRedis({ config: { nonsense: 'yes' } })).rejects.toThrow('ended at once');
  });

  it('does not start on a fixed port that is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await once(occupant, 'listening');
    const port = (occupant.address() as { port: number }).port;
    await expect(startRedis({ port })).rejects.toThrow('already in use');
    occupant.close();
  });

  it('goes with its folder when the test process is killed', async () => {
    const script = fileURLToPath(new URL('redis-owner.mjs', import.meta.url));
    const loader = new URL('../../typescript-loader.mjs', import.meta.url).href;
    const owner = spawn(process.execPath, [`--import=${loader}`, script], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [output] = (await once(owner.stdout, 'data')) as [Buffer];
    const { pid, dir } = JSON.parse(output.toString()) as { pid: number; dir: string };
    owner.kill('SIGKILL');
    await waitUntil(() => access(dir).then(() => false, () => true), { withinMs: 5_000, what: 'the folder to go' });
    // Ended, it may take the system a moment to bury it.
    await waitUntil(async () => (await processState(pid)) === '', { withinMs: 5_000, what: 'the server to go' });
  });
});

async function processState(pid: number): Promise<string> {
  const ps = spawn('ps', ['-o', 'stat=', '-p', String(pid)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const state = (await ps.stdout.setEncoding('utf8').toArray()).join('').trim();
  return state.startsWith('Z') ? '' : state; // a zombie has ended; whoever adopts it has not looked yet
}
