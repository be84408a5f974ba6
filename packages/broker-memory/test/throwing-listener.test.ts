import { spawnSync } from 'node:child_process';
import { expect, it } from '@jest/globals';

/** Of its own, because what a listener throws is an uncaught exception of the process. Runs on the built packages. */
const PROGRAM = `
  import { subscribe } from 'node:diagnostics_channel';
  import { createMessageBroker } from '@runwire/broker-core';
  import { BackendBroker } from '@runwire/broker-core/backend';
  let uncaught = 0;
  process.on('uncaughtException', ({ message }) => { if (message === 'the listener is broken') uncaught++; });
  const fail = () => { throw new Error('the listener is broken'); };
  for (const name of ['tracing:runwire:publish:start', 'tracing:runwire:publish:asyncEnd', 'runwire:deliver', 'runwire:gap', 'runwire:status']) {
    subscribe(name, fail);
  }
  const broker = await createMessageBroker({ type: 'memory' });
  const statuses = [];
  broker.onStatusChange(fail);
  broker.onStatusChange(({ kind }) => { statuses.push(kind); });
  const subscription = broker.subscribe('log', { maxQueueSize: 2, overflow: 'drop-oldest' });
  await subscription.ready;
  for (const step of [1, 2, 3]) await broker.publish('log', step);
  const taken = [];
  for await (const { data, gap } of subscription) if (taken.push([data, gap?.missed]) === 2) break;
  await broker.close();
  let sink;
  const strict = new BackendBroker({ name: 'fake', bind: (its) => { sink = its; } }, { onInvalid: fail });
  sink.invalid({ reason: 'no message', excerpt: '' });
  await new Promise(setImmediate);
  console.log(JSON.stringify({ taken, uncaught, statuses, invalid: strict.stats().invalid }));
`;

it('delivers, and goes on, while every listener throws: of its diagnostics channels, its status, and invalid input', () => {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '--eval', PROGRAM], { cwd: new URL('..', import.meta.url), encoding: 'utf8', env, timeout: 30_000 });
  // 3 publishes with 2 steps each, 2 deliveries, 1 gap; ready and closed on the channel, closed to the listener; 1 report.
  expect([stderr, stdout]).toEqual(['', '{"taken":[[2,1],[3,null]],"uncaught":13,"statuses":["closed"],"invalid":1}\n']);
});
