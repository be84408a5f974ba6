/** Publishes numbered messages, from the build, and tells its parent what becomes of each. */
import { setTimeout as delay } from 'node:timers/promises';
import { createBroker } from '@runwire/broker-redis';

const [host, port, topic, first, count, everyMs, fillerBytes] = process.argv.slice(2);
/** Messages that wait for their acknowledgement at most. */
const MAX_UNDER_WAY = 500;
const HISTORY = { maxLength: 200_000, ttlMs: 600_000 };

const filler = Number(fillerBytes) > 0 ? { filler: 'x'.repeat(Number(fillerBytes)) } : {};
const underWay = new Set();
const broker = await createBroker({ redis: { host, port: Number(port) } });
process.send({ kind: 'begins' });
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const sent = publish(n);
  underWay.add(sent);
  void sent.then(() => underWay.delete(sent));
  if (Number(everyMs) > 0) await delay(Number(everyMs));
  else if (underWay.size >= MAX_UNDER_WAY) await Promise.race(underWay);
}
await Promise.all(underWay);
// `disconnect` would drop what the parent has not read yet.
await new Promise((resolve) => process.send({ kind: 'ends' }, resolve));
await broker.close();
process.disconnect();

async function publish(n) {
  try {
    await broker.publish(topic, { n, ...filler }, { history: HISTORY });
    process.send({ kind: 'told', n });
  } catch ({ code, message }) {
    process.send({ kind: 'told', n, error: { code, message } });
  }
}
