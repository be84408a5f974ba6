import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pythonWithRedis } from '../../../tools/testing/python.js';
import { type RedisServer, startRedis } from '../../../tools/testing/redis-server.js';
import { createBroker } from '../src/index.js';
import { Layout } from '../src/layout.js';

const run = promisify(execFile);
const SCRIPT = new URL('../scripts/append.lua', import.meta.url).pathname;
const markdown = await readFile(new URL('../../../docs/wire-format.md', import.meta.url), 'utf8');
const [shell = ''] = blocks('sh');
const [publisher = '', subscriber = '', partition = ''] = blocks('python');
const python = await pythonWithRedis();

let server: RedisServer;

beforeAll(async () => { server = await startRedis(); });
afterAll(() => server.stop());

function blocks(language: string): readonly string[] {
  return [...markdown.matchAll(new RegExp(`^\`\`\`${language}\\n([^]*?)^\`\`\`$`, 'gm'))].map(([, code = '']) => code);
}

const here = (code: string): string =>
  code.replaceAll('redis://127.0.0.1:6379', server.url).replaceAll('node_modules/@runwire/broker-redis/scripts/append.lua', SCRIPT);

const startPython = (code: string): ChildProcess => spawn(python, ['-c', here(code)], { stdio: ['ignore', 'pipe', 'inherit'] });

describe('the programs of docs/wire-format.md', () => {
  it('publish and read with redis-cli', async () => {
    await using broker = await createBroker({ redis: { host: server.host, port: server.port } });
    const notes = broker.subscribe('training.note');
    await notes.ready;
    await broker.publish('training.loss', { step: 1 });
    await broker.store.set('ppo:experiment:exp_1:status', 'running');
    const { stdout } = await run('sh', ['-ec', shell.replaceAll('redis-cli', `redis-cli -p ${String(server.port)}`)]);
    const [heard, status, id, ...rest] = stdout.trim().split('\n');
    expect([heard, status, id]).toEqual(['1', '"running"', '1-1']);
    expect(rest.join('\n')).toMatch(/^t\n\d{13}\nm\n\S+ \{"step":1\}\ntraining\.loss$/);
    for await (const { data } of notes) {
      expect(data).toEqual({ text: 'hello' });
      break;
    }
  });

  it('publish from Python with a history', async () => {
    await using broker = await createBroker({ redis: { host: server.host, port: server.port } });
    const losses = broker.subscribe('training.loss');
    await losses.ready;
    const { offset: before = 0 } = await broker.publish('training.loss', 'fence');
    const { stdout } = await run(python, ['-c', here(publisher)]);
    expect(stdout).toBe(`${String(before + 1)}\n`);
    const received: unknown[] = [];
    for await (const { data, offset } of losses) if (received.push([data, offset]) === 2) break;
    expect(received).toEqual([['fence', before], [{ step: 1, loss: 0.5 }, before + 1]]);
  });

  it('find the partition of an entity in Python', async () => {
    const layout = new Layout({ sharded: true });
    const { stdout } = await run(python, ['-c', partition]);
    expect(layout.channel('ppo.experiment.exp_1.status')).toBe(`runwire:{${stdout.trim()}}:live`);
  });

  it('subscribe in Python', async () => {
    await using broker = await createBroker({ redis: { host: server.host, port: server.port } });
    const child = startPython(subscriber);
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => { output += chunk.toString(); });
    if (child.stdout !== null) await once(child.stdout, 'data');
    const { offset } = await broker.publish('training.python', { step: 2 });
    await once(child, 'exit');
    expect(output).toBe(`ready\nrunwire:training.python ${String(offset)} {'step': 2}\n`);
  });
});
