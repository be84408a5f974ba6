import { cycles, heap } from './sections/footprint.mjs';
import { batches, forAwait } from './sections/fan-out.mjs';
import { isolation } from './sections/isolation.mjs';
import { patterns } from './sections/patterns.mjs';
import { replay } from './sections/replay.mjs';

/** Everything within one process; needs nothing from outside. */
export const openSuite = () => Promise.resolve({ sections: [forAwait, batches, isolation, patterns, replay, heap, cycles], context: {}, close: () => undefined });
