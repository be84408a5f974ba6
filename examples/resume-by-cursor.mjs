/** A consumer that stops and resumes exactly where it stopped, with the cursor it saved. */
import { createMessageBroker } from '@runwire/broker-core';

const broker = await createMessageBroker();
for (let step = 1; step <= 5; step++) await broker.publish('training.progress', { step });

/** Takes messages from where `from` points, and returns the cursor to resume by. */
async function take(count, from) {
  const subscription = broker.subscribe('training.progress', { from });
  let left = count;
  for await (const { data } of subscription) {
    console.log('step', data.step);
    if (--left === 0) break;
  }
  return subscription.cursor; // a string: keep it in a file, a database, a browser
}

const cursor = await take(2, 'start');
console.log('… stopped, and resumed …');
await take(3, cursor);
await broker.close();
