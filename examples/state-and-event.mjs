/** State and event in one atomic step, guarded by a condition: of two that want the same change, exactly one makes it. */
import { ConflictError, createMessageBroker } from '@runwire/broker-core';

const broker = await createMessageBroker();
const topic = 'training.experiment.exp_1.status';
const key = 'training:experiment:exp_1:status';
await broker.store.set(key, 'running');

const finish = (status) => broker.publish(topic, status, { save: [{ key, value: status, onlyIf: { equals: 'running' } }] });
const outcomes = await Promise.allSettled([finish('completed'), finish('cancelled')]);

for (const { status, reason } of outcomes) {
  if (status === 'fulfilled') console.log('published and stored');
  else if (reason instanceof ConflictError) console.log('refused: the status is already', JSON.stringify(reason.current));
  else throw reason;
}
console.log('stored', await broker.store.get(key));
await broker.close();
