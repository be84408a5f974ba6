import type { ExperimentView } from '@runwire/channels';
import { encodeNumber } from '@runwire/events';
import { runStateOf } from './run-state.js';

/** An experiment as one line of JSON; non-finite numbers as the words "NaN", "Infinity", "-Infinity". */
export function viewJson(view: ExperimentView): string {
  return JSON.stringify({ ...view, state: runStateOf(view) }, (_, value: unknown) => (typeof value === 'number' ? encodeNumber(value) : value));
}
