import { readdir, readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startRedis, type RedisServer } from '../../tools/testing/redis-server.js';
import { EXAMPLES, outputOf } from './run-example.js';

/** What each program prints, on every backend. */
const OUTPUTS: readonly (readonly [program: string, output: string])[] = [
  ['quick-start', "training.status { status: 'running' }\nstored { status: 'running' }\n"],
  [
    'patterns',
    'training.* → training.status, training.experiment.exp_1.status\n' +
      '*.experiment.*.status → training.experiment.exp_1.status, ppo.experiment.exp_2.status\n' +
      '* → training.status, training.experiment.exp_1.status, ppo.experiment.exp_2.status\n',
  ],
  ['resume-by-cursor', 'step 1\nstep 2\n… stopped, and resumed …\nstep 3\nstep 4\nstep 5\n'],
  ['typed-channel', 'refused: true\nannounced canary\nskipped on operations.deployment.ppo-7.state – InvalidDataError\nannounced live\nstored live\n'],
  [
    'experiment-lifecycle',
    'refused: Experiment "ppo_training/exp_1" is "created" and cannot become "completed": it can become running, stopping, failed, cancelled, lost.\n' +
      'refused: Experiment "ppo_training/exp_1" is "completed" and cannot become "running": that is final; create a new experiment.\n' +
      '– → created \ncreated → running \nrunning → paused the cluster is needed elsewhere\npaused → running \nrunning → completed \n' +
      'completed { reward: 2.5, loss: 0.1 } 50 It learned.\n500: 1.5, 1000: 2.5\n',
  ],
  ['state-and-event', 'published and stored\nrefused: the status is already "completed"\nstored completed\n'],
];

interface Line {
  readonly name: string;
  readonly topic?: string;
  readonly traceId: string;
  readonly spanId: string;
  readonly parent?: string;
  readonly links: readonly string[];
  readonly error?: string;
}

/** What the program printed: spans as JSON, metrics by their names. */
function telemetryIn(output: string): { readonly spans: readonly Line[]; readonly metrics: readonly string[] } {
  const lines = output.split('\n');
  return { spans: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Line), metrics: lines.filter((line) => /^(messaging|runwire)\./.test(line)) };
}

function expectTelemetry(output: string, backend: string): void {
  const { spans, metrics } = telemetryIn(output);
  const topic = 'traced.experiment.exp_1.metrics';
  const named = (name: string, of?: string): Line | undefined => spans.find((span) => span.name === name && span.topic === of);
  const [step, publish, receive] = [named('train step'), named('publish', topic), named('receive', topic)];
  expect(step?.spanId).toMatch(/^[0-9a-f]{16}$/);
  expect(publish).toMatchObject({ traceId: step?.traceId, parent: step?.spanId });
  expect(receive).toMatchObject({ links: [step?.spanId] });
  expect(named('publish', 'no..topic')?.error).toContain('has an empty segment');
  expect(output).toContain(`traced by 00-${String(step?.traceId)}-${String(step?.spanId)}-01`);
  const attributes = `"messaging.system":"runwire","runwire.backend":"${backend}"`;
  expect(metrics).toEqual(
    expect.arrayContaining([
      `messaging.client.operation.duration {${attributes}} ${String(spans.filter(({ name, error }) => name === 'publish' && error === undefined).length)}`,
      `messaging.client.operation.duration {${attributes},"error.type":"INVALID_TOPIC"} 1`,
      `messaging.client.consumed.messages {${attributes}} 1`,
      `runwire.status.changes {${attributes},"status":"closed"} 1`,
    ]),
  );
}

it('the README lists every example', async () => {
  const files = (await readdir(EXAMPLES)).filter((file) => /\.(mjs|js|py|html)$/.test(file) && !file.startsWith('jest'));
  const readme = await readFile(`${EXAMPLES}/README.md`, 'utf8');
  expect(files.filter((file) => !readme.includes(`](${file})`))).toEqual([]);
});

describe('the examples in memory', () => {
  it.each(OUTPUTS)('%s prints what it promises', async (program, expected) => {
    expect(await outputOf(program)).toBe(expected);
  });

  it('slow-consumer accounts for every message', async () => {
    expect(await outputOf('slow-consumer')).toMatch(/^1000 published = \d+ delivered \+ \d+ reported missing: true\n$/);
  });

  it('opentelemetry puts a step, its publish and its delivery in one trace, and counts', async () => {
    expectTelemetry(await outputOf('opentelemetry'), 'memory');
  });
});

describe('the same examples on Redis', () => {
  let redis: RedisServer;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());

  const onRedis = (program: string): Promise<string> =>
    outputOf(program, { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url, REDIS_KEY_PREFIX: `${program}:` });

  it.each(OUTPUTS)('%s prints the same', async (program, expected) => {
    expect(await onRedis(program)).toBe(expected);
  });

  it('slow-consumer accounts for every message', async () => {
    expect(await onRedis('slow-consumer')).toMatch(/: true\n$/);
  });

  it('opentelemetry says the same', async () => {
    expectTelemetry(await onRedis('opentelemetry'), 'redis');
  });
});
