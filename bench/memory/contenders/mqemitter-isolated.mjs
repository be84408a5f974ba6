import { isolate } from '../isolation/plain-walk.mjs';
import { connect as connectMqemitter } from './mqemitter.mjs';

/** mqemitter as one has to use it where subscribers must not see what the publisher changes later, or change what others see. */
export function connect() {
  const bus = connectMqemitter();
  return { ...bus, publish: (event, topic) => bus.publish(isolate(event), topic) };
}
