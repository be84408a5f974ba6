import { setTimeout as delay } from 'node:timers/promises';
import { createBroker } from '../../src/index.js';
import type { Numbered, Outcome } from './ledger.js';
import type { News } from './publisher-process.js';
import { outcomeOf, ROOMY } from './publisher.js';

const [host = '', port = '', topic = '', first = '', count = '', everyMs = '', fillerBytes = ''] = process.argv.slice(2);
/** Messages that wait for their acknowledgement at most. */
const MAX_UNDER_WAY = 500;

const tell = (news: News): void => { process.send?.(news); };
const filler = Number(fillerBytes) > 0 ? { filler: 'x'.repeat(Number(fillerBytes)) } : {};
const underWay = new Set<Promise<void>>();

await using broker = await createBroker({ redis: { host, port: Number(port) } });
tell(null);
for (let n = Number(first); n < Number(first) + Number(count); n++) {
  const sent = publish(n);
  underWay.add(sent);
  void sent.then(() => underWay.delete(sent));
  if (Number(everyMs) > 0) await delay(Number(everyMs));
  else if (underWay.size >= MAX_UNDER_WAY) await Promise.race(underWay);
}
await Promise.all(underWay);
tell(null);
process.disconnect();

async function publish(n: number): Promise<void> {
  const data: Numbered = { n, ...filler };
  const outcome = await broker.publish(topic, data, { history: ROOMY }).then((): Outcome => 'acknowledged', outcomeOf);
  tell([[n, outcome]]);
}
