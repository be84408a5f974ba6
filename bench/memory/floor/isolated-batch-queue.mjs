import { isolate } from '../isolation/plain-walk.mjs';
import { connect as connectBare } from './bare-batch-queue.mjs';

/** The bare batch iterator, fed with one frozen copy for all: the least that isolation costs on top. */
export function connect() {
  const bus = connectBare();
  return { ...bus, publish: (event) => bus.publish(isolate(event)) };
}
