import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** Of its own, because what a listener throws is an uncaught exception of the process. Runs on the built packages. */
const PROGRAM = `
  import { createMessageBroker } from '@runwire/broker-core';
  import { TrainingChannel } from '@runwire/channels';
  let uncaught = 0;
  process.on('uncaughtException', ({ message }) => { if (message === 'the listener is broken') uncaught++; });
  const fail = () => { throw new Error('the listener is broken'); };
  const broker = await createMessageBroker({ type: 'memory' });
  const channel = new TrainingChannel({ namespace: 'test', broker, onInvalid: fail });
  const run = await channel.startRun('exp', { onProblem: fail });
  const logs = channel.subscribeToLogUpdates('exp');
  await logs.ready;
  run.metrics({ '': 1 });
  await broker.publish('test.experiment.exp.log', 'no log event');
  run.log('heard');
  const heard = [];
  for await (const { message } of logs) if (heard.push(message) === 1) break;
  await run.complete();
  await broker.close();
  await new Promise(setImmediate);
  console.log(JSON.stringify({ heard, uncaught, problems: run.problems, invalid: channel.invalidCount }));
`;

it('a listener that throws stops neither a run nor a subscription', () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { cwd: new URL('..', import.meta.url), encoding: 'utf8', env, timeout: 30_000 });
  expect([stderr, stdout]).toEqual(['', '{"heard":["heard"],"uncaught":2,"problems":1,"invalid":1}\n']);
});
