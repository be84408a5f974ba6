import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { waitUntil } from '../../../../tools/testing/wait-until.js';
import { serve, type Served } from './served.js';

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

interface Sent {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

async function ask(url: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Answer> {
  const sent = request(url, { method, headers: { ...headers } });
  sent.end(body);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return { status: response.statusCode ?? 0, headers: response.headers, body: text };
}

let served: Served;

beforeAll(async () => {
  served = await serve();
  await served.trainer.start('run', { updates: 5 });
  await waitUntil(async () => (await ask(`${served.origin}/api/snapshot`)).body.includes('"run"'), { withinMs: 5_000, what: 'the run in the snapshot' });
});

afterAll(async () => {
  await served[Symbol.asyncDispose]();
});

describe('the dashboard over HTTP', () => {
  it('tells its health and its figures', async () => {
    expect(await ask(`${served.origin}/healthz`)).toMatchObject({ status: 200, body: '{"status":"ok","broker":"ready"}' });
    const { headers, body } = await ask(`${served.origin}/metrics`);
    expect(headers['content-type']).toContain('text/plain');
    expect(body).toMatch(/^runwire_runs\{state="running"\} 1$/m);
    for (const line of body.trim().split('\n')) expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="\w+"\})? [\d.e+]+)$/);
  });

  it('allows nothing but itself to the page', async () => {
    for (const path of ['/', '/runs/run', '/compare?ids=a,b']) {
      const { status, headers } = await ask(served.origin + path);
      expect(status).toBe(200);
      expect(headers['content-security-policy']).toContain("default-src 'self'");
      expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    }
  });

  it.each([['/../package.json'], ['/%2e%2e/%2e%2e/package.json'], ['/assets/../../../package.json'], ['/assets/nothing.js'], ['/%']])('gives away no file outside the page: %s', async (path) => {
    const { body } = await ask(served.origin + path);
    expect(body).not.toContain('"dependencies"');
  });

  it.each([
    ['a foreign Host', { host: 'evil.example' }, 421],
    ['a foreign Host with our port', { host: 'evil.example:80' }, 421],
    ['a foreign Origin', { origin: 'http://evil.example' }, 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, 403],
  ])('refuses %s', async (_, headers, status) => {
    for (const path of ['/', '/api/snapshot', '/api/stream', '/metrics']) expect((await ask(served.origin + path, { headers })).status).toBe(status);
  });

  it('takes requests to trainers only as JSON of its own page', async () => {
    const url = `${served.origin}/api/runs/test/run/control`;
    const body = JSON.stringify({ action: 'pause' });
    const json = { 'content-type': 'application/json' };
    expect((await ask(url, { method: 'POST', body, headers: { 'content-type': 'text/plain' } })).status).toBe(415);
    expect((await ask(url, { method: 'POST', body, headers: { ...json, origin: 'http://evil.example' } })).status).toBe(403);
    expect((await ask(url, { method: 'POST', body: '{"action":"format"}', headers: json })).status).toBe(400);
    expect((await ask(url, { method: 'POST', body: `{"action":"${'x'.repeat(20_000)}"}`, headers: json })).status).toBe(413);
    expect((await ask(url.replace('/run/', '/nobody/'), { method: 'POST', body, headers: json })).status).toBe(409);
    expect((await ask(url, { method: 'POST', body, headers: json })).status).toBe(202);
  });
});

describe('a dashboard that others can reach', () => {
  it('does not start without a token', async () => {
    await expect(serve({ host: '0.0.0.0' })).rejects.toThrow(/needs a token/);
  });

  it('lets in who knows the token, by query once, by cookie, or by header', async () => {
    await using guarded = await serve({ host: '0.0.0.0', token: 'sesame' });
    const origin = `http://127.0.0.1:${new URL(guarded.dashboard.url).port}`;
    expect(guarded.dashboard.url).not.toContain('sesame');
    expect((await ask(`${origin}/api/snapshot`)).status).toBe(401);
    expect((await ask(`${origin}/api/snapshot?token=wrong`)).status).toBe(401);
    const { status, headers } = await ask(`${origin}/?token=sesame`);
    expect(status).toBe(302);
    const cookie = headers['set-cookie']?.[0] ?? '';
    expect(cookie).toMatch(/HttpOnly/i);
    expect(cookie).toMatch(/SameSite=Strict/i);
    expect((await ask(`${origin}/api/snapshot`, { headers: { cookie: cookie.split(';')[0] ?? '' } })).status).toBe(200);
    expect((await ask(`${origin}/api/snapshot`, { headers: { authorization: 'Bearer sesame' } })).status).toBe(200);
  });
});

describe('many and slow readers of the stream', () => {
  it('holds 1,000 idle streams and cuts off one that does not read', async () => {
    await using busy = await serve();
    const { port } = new URL(busy.origin);
    const sockets = await Promise.all(Array.from({ length: 1_000 }, () => openStream(Number(port))));
    const figure = async (name: string): Promise<number> => Number(new RegExp(`^${name} (\\d+)$`, 'm').exec((await ask(`${busy.origin}/metrics`)).body)?.[1]);
    await waitUntil(async () => (await figure('runwire_stream_clients')) === 1_000, { withinMs: 10_000, what: '1,000 streams' });
    for (const socket of sockets.slice(1)) socket.destroy();
    const [stalled] = sockets;
    stalled?.pause();
    await busy.trainer.start('loud');
    const text = 'x'.repeat(60_000);
    await waitUntil(
      async () => {
        await Promise.all(Array.from({ length: 20 }, () => busy.trainer.channel.publishLog('loud', text)));
        return (await figure('runwire_stream_clients_cut_off_total')) === 1;
      },
      { withinMs: 20_000, what: 'the stalled stream to be cut off' },
    );
    stalled?.destroy();
    await waitUntil(async () => (await figure('runwire_stream_clients')) === 0, { withinMs: 5_000, what: 'no stream left' });
  });
});

async function openStream(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.on('error', () => undefined);
  await once(socket, 'connect');
  socket.write(`GET /api/stream HTTP/1.1\r\nHost: 127.0.0.1:${String(port)}\r\n\r\n`);
  await once(socket, 'data');
  return socket;
}
