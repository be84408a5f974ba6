import eventemitter2 from 'eventemitter2';

import { TOPIC } from '../topic.mjs';

/** Callbacks, called within `emit`. */
export function connect() {
  const emitter = new eventemitter2.EventEmitter2({ wildcard: true, delimiter: '.', maxListeners: 0 });
  return {
    subscribe(onEvent, pattern = TOPIC) {
      emitter.on(pattern, onEvent);
    },
    publish(event, topic = TOPIC) {
      emitter.emit(topic, event);
    },
  };
}
