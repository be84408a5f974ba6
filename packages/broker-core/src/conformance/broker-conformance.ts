import { badAddresses, badOptions } from './bad-input.js';
import { batches } from './batches.js';
import type { Chapter } from './chapter.js';
import { closing } from './closing.js';
import { compareAndSwap } from './compare-and-swap.js';
import { cursors } from './cursors.js';
import { delivery } from './delivery.js';
import { diagnostics } from './diagnostics.js';
import { fireAndForget } from './fire-and-forget.js';
import { gaps } from './gaps.js';
import type { ConformanceHarness, TestRunner } from './harness.js';
import { health } from './health.js';
import { history } from './history.js';
import { idempotency } from './idempotency.js';
import { jsonParity } from './json-parity.js';
import { keyListing } from './key-listing.js';
import { lifecycle } from './lifecycle.js';
import { limits } from './limits.js';
import { order } from './order.js';
import { overflow } from './overflow.js';
import { patterns } from './patterns.js';
import { randomSchedules } from './random-schedules.js';
import { replay } from './replay.js';
import { resets } from './resets.js';
import { rewinds } from './rewinds.js';
import { retention } from './retention.js';
import { saveWithPublish } from './save-with-publish.js';
import { Stage } from './stage.js';
import { state } from './state.js';
import { ttl } from './ttl.js';
import { updates } from './updates.js';

/** The chapters of the contract. All of them hold for every backend; there is no way to leave one out. */
const CHAPTERS: Readonly<Record<string, (chapter: Chapter) => void>> = {
  delivery,
  'messages without history': fireAndForget,
  patterns,
  order,
  history,
  retention,
  replay,
  cursors,
  overflow,
  'gaps after an interruption': gaps,
  'gaps after a lost history': resets,
  'gaps after a rewound history': rewinds,
  batches,
  idempotency,
  state,
  'listing keys': keyListing,
  'time to live': ttl,
  'compare and swap': compareAndSwap,
  updates,
  'save with publish': saveWithPublish,
  lifecycle,
  closing,
  'bad addresses': badAddresses,
  'bad options': badOptions,
  limits,
  'JSON parity': jsonParity,
  health,
  diagnostics,
  'random schedules': randomSchedules,
};

/**
 * Defines one case for every sentence of the contract that a backend can break. Cases run on one shared storage, in any
 * order, also beside other runs: each has a namespace of its own.
 *
 * @param runner jest's, `node:test`'s, or any other's `describe` and `it`
 */
export function brokerConformance({ describe, it }: TestRunner, harness: ConformanceHarness): void {
  const chapter: Chapter = {
    harness,
    it: (name, run, options) => {
      it(name, async () => {
        await using stage = await Stage.set(harness, options);
        await run(stage);
      });
    },
  };
  describe(`${harness.name} keeps the contract`, () => {
    for (const [name, tell] of Object.entries(CHAPTERS)) describe(name, () => { tell(chapter); });
  });
}
