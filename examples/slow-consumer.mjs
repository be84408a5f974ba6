/** A consumer far slower than the publisher, in bounded memory: it loses nothing that the history still holds, and is told exactly what it no longer holds. */
import { setTimeout as work } from 'node:timers/promises';
import { createMessageBroker } from '@runwire/broker-core';

const broker = await createMessageBroker();
const history = { maxLength: 200, ttlMs: 60_000 };
const subscription = broker.subscribe('training.metrics', { maxQueueSize: 50 });
await subscription.ready;

await Promise.all(Array.from({ length: 1_000 }, (_, index) => broker.publish('training.metrics', { step: index + 1 }, { history })));

let delivered = 0;
let missed = 0;
for await (const { data, gap } of subscription) {
  await work(1);
  delivered++;
  missed += gap?.missed ?? 0;
  if (data.step === 1_000) break;
}
console.log(`1000 published = ${delivered} delivered + ${missed} reported missing: ${delivered + missed === 1_000}`);
await broker.close();
