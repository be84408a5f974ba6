/** Publish, subscribe, store, read back. Runs unchanged on every backend: set MESSAGE_BROKER_TYPE. */
import { createMessageBroker } from '@runwire/broker-core';

const broker = await createMessageBroker(); // from the environment; in memory if that says nothing

const training = broker.subscribe('training.*');
await training.ready; // what is published from now on arrives

await broker.publish('training.status', { status: 'running' });
for await (const message of training) {
  console.log(message.topic, message.data);
  break; // ends the subscription
}

await broker.store.set('training:experiment:exp_1:status', { status: 'running' });
console.log('stored', await broker.store.get('training:experiment:exp_1:status'));

await broker.close();
