import type { BrokerOptions } from '../backend-broker.js';
import type { ConformanceHarness } from './harness.js';
import type { Stage } from './stage.js';

/** What a chapter is given to tell its cases with. */
export interface Chapter {
  /** A case: `name` is a behaviour, `run` shows it on a stage of its own, with a broker made with `options`. */
  readonly it: (name: string, run: (stage: Stage) => Promise<void>, options?: BrokerOptions) => void;
  readonly harness: ConformanceHarness;
}
