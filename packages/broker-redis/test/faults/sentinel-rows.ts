import { startSentinelSet, type SentinelSet } from '../../../../tools/testing/sentinel-set.js';
import { Layout } from '../../src/layout.js';
import { toSentinels } from './connect.js';
import type { FaultRow } from './fault-row.js';
import { RANDOM_SENTINEL_ROW } from './random-rows.js';
import { replicated } from './replicated.js';
import { Traffic, type Report } from './traffic.js';

const layout = new Layout({});

/** Rows that need a Sentinel set. */
export const SENTINEL_ROWS: readonly FaultRow[] = [
  {
    name: 'sentinel-failover',
    fault: 'Sentinel fail-over under load, ordered',
    injectedBy: '`SENTINEL FAILOVER`',
    mustHold: 'nothing lost in silence: what the new master lacks is reported',
    gaps: ['rewound'],
    sideBySide: 3,
    run: () => failover((set) => set.orderFailover()),
  },
  {
    name: 'sentinel-master-killed',
    fault: 'Sentinel fail-over under load, the master killed',
    injectedBy: '`kill -9` of the master',
    mustHold: 'the same',
    gaps: ['rewound'],
    sideBySide: 3,
    run: () =>
      failover(async (set) => {
        const master = await set.master();
        await master.kill();
        await set.awaitFailover(master);
      }),
  },
  RANDOM_SENTINEL_ROW,
];

/** Replication has caught up before, so what is lost is of the fail-over. */
async function failover(inject: (set: SentinelSet) => Promise<unknown>): Promise<Report> {
  await using set = await startSentinelSet();
  await using traffic = await Traffic.start({ connect: toSentinels(set) });
  await replicated(set.servers, traffic.topics.map((topic) => layout.top(topic)));
  await inject(set);
  await traffic.recover();
  await traffic.join(false);
  return await traffic.end();
}
