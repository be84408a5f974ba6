/** Which topics a pattern receives: `*` is one segment in the middle, one or more at the end. */
import { createMessageBroker } from '@runwire/broker-core';

const broker = await createMessageBroker();
const expected = { 'training.*': 2, '*.experiment.*.status': 2, '*': 3 };
const subscriptions = Object.keys(expected).map((pattern) => broker.subscribe(pattern));
await Promise.all(subscriptions.map(({ ready }) => ready));

await broker.publish('training.status', 'running');
await broker.publish('training.experiment.exp_1.status', 'running');
await broker.publish('ppo.experiment.exp_2.status', 'created');

for (const [index, [pattern, count]] of Object.entries(expected).entries()) {
  const topics = [];
  for await (const { topic } of subscriptions[index]) if (topics.push(topic) === count) break;
  console.log(pattern, '→', topics.join(', '));
}
await broker.close();
