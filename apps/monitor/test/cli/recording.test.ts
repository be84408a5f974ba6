import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { MemoryBroker } from '@runwire/broker-memory';
import { TrainingChannel } from '@runwire/channels';
import { createBroker } from '@runwire/broker-redis';
import { startRedis } from '../../../../tools/testing/redis-server.js';
import { readRecordedLine } from '../../src/recording/recorded-line.js';
import { replay } from '../../src/recording/replay-run.js';
import { FakeTrainer } from '../fake-trainer.js';
import { runCommand } from './run-command.js';

it('a recorded run is the same when it is replayed', async () => {
  await using redis = await startRedis();
  await using broker = await createBroker({ redis: { url: redis.url } });
  const folder = await mkdtemp(join(tmpdir(), 'runwire-recording-'));
  const file = join(folder, 'run.ndjson');
  const trainer = new FakeTrainer(broker);
  await trainer.start('run', { updates: 30, name: 'a run' });
  await trainer.channel.publishMetrics('run', { 'train/loss': Number.NaN }, { step: 99_999 });
  await trainer.fail('run', new RangeError('diverged', { cause: new Error('overflow') }));
  const env = { MESSAGE_BROKER_TYPE: 'redis', REDIS_URL: redis.url };
  expect(await runCommand(['record', 'run', '--output', file], { env })).toMatchObject({ code: 0, stderr: '' });

  await using again = new MemoryBroker();
  const lines = (await readFile(file, 'utf8')).trim().split('\n').map((line, index) => readRecordedLine(line, index + 1));
  await replay(lines, { broker: again, speed: Infinity, signal: new AbortController().signal });
  const replayed = await new TrainingChannel({ broker: again }).getExperiment('run');
  const original = await trainer.channel.getExperiment('run');
  expect(replayed).toMatchObject({ name: 'a run', namespace: 'test', status: 'failed', statusReason: 'the loss diverged', config: original?.config ?? {} });
  expect(replayed?.metrics).toEqual(original?.metrics);
  expect(replayed?.error?.error).toEqual(original?.error?.error);

  const shown = await runCommand(['replay', file, '--speed', '0', '--json']);
  expect(shown.code).toBe(0);
  expect(JSON.parse(shown.stdout.trim().split('\n').at(-1) ?? '')).toMatchObject({ id: 'run' });
  expect((await runCommand(['replay', join(folder, 'nothing')])).code).toBe(2);
  await rm(folder, { recursive: true });
});
