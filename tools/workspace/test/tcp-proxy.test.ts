import { once } from 'node:events';
import { type Socket, connect } from 'node:net';

import { describe, expect, it } from '@jest/globals';

import { startRedis } from '../../testing/redis-server.js';
import { type TcpProxy, tcpProxy } from '../../testing/tcp-proxy.js';
import { waitUntil } from '../../testing/wait-until.js';

describe('a TCP proxy', () => {
  it('forwards both ways', async () => {
    await using redis = await startRedis();
    await using proxy = await tcpProxy(redis);
    const client = new Client(proxy);
    client.say('PING');
    await client.heard('+PONG\r\n');
  });

  it('passes nothing while paused, and then everything, in order', async () => {
    await using redis = await startRedis();
    await using proxy = await tcpProxy(redis);
    const client = new Client(proxy);
    client.say('PING');
    await client.heard('+PONG\r\n');
    proxy.pause();
    client.say('SET name value');
    const late = new Client(proxy);
    late.say('ECHO late');
    await once(late.socket, 'connect');
    // The fence: a command that reached the server after ours were sent, and saw nothing of them.
    await expect(redis.cli('EXISTS', 'name')).resolves.toBe('0');
    expect(client.received + late.received).toBe('+PONG\r\n');
    proxy.resume();
    await client.heard('+PONG\r\n+OK\r\n');
    await late.heard('$4\r\nlate\r\n');
  });

  it('hides the death of the server while paused, and tells it on resume', async () => {
    await using redis = await startRedis();
    await using proxy = await tcpProxy(redis);
    const client = new Client(proxy);
    client.say('PING');
    await client.heard('+PONG\r\n');
    proxy.pause();
    await redis.kill();
    await expect(redis.cli('PING')).rejects.toThrow('ECONNREFUSED');
    expect(client.socket.closed).toBe(false);
    proxy.resume();
    await waitUntil(() => client.socket.closed, { withinMs: 5_000, what: 'the connection to end' });
  });

  it('cuts every connection and takes new ones', async () => {
    await using redis = await startRedis();
    await using proxy = await tcpProxy(redis);
    const client = new Client(proxy);
    client.say('PING');
    await client.heard('+PONG\r\n');
    proxy.cut();
    await waitUntil(() => client.socket.closed && proxy.connections === 0, { withinMs: 5_000, what: 'the cut' });
    const next = new Client(proxy);
    next.say('PING');
    await next.heard('+PONG\r\n');
  });

  it('refuses connections once closed, and closes twice', async () => {
    await using redis = await startRedis();
    const proxy = await tcpProxy(redis);
    const { host, port } = proxy;
    await proxy.close();
    await proxy.close();
    const client = new Client({ host, port });
    await waitUntil(() => client.error?.includes('ECONNREFUSED'), { withinMs: 5_000, what: 'the refusal' });
  });
});

/** A connection that speaks inline commands and remembers all it hears. */
class Client {
  readonly socket: Socket;
  received = '';
  error: string | undefined;

  constructor({ host, port }: Pick<TcpProxy, 'host' | 'port'>) {
    this.socket = connect({ host, port });
    this.socket.setEncoding('utf8').on('data', (text: string) => (this.received += text));
    this.socket.on('error', ({ message }) => (this.error = message));
  }

  say(command: string): void {
    this.socket.write(`${command}\r\n`);
  }

  async heard(text: string): Promise<void> {
    await waitUntil(() => this.received === text, { withinMs: 5_000, what: `${JSON.stringify(text)} instead of ${JSON.stringify(this.received)}` });
  }
}
