import { EventEmitter, getEventListeners, on } from 'node:events';

import { TOPIC } from '../topic.mjs';

/** `on()` of node:events: an iterator over an emitter; no patterns, no copies, no limit. */
export function connect() {
  const emitter = new EventEmitter();
  emitter.setMaxListeners(0);
  return {
    subscribe(onEvent) {
      void consume(on(emitter, TOPIC), onEvent);
    },
    publish(event) {
      emitter.emit(TOPIC, event);
    },
    hold() {
      on(emitter, TOPIC);
    },
    async cycle(signal) {
      await on(emitter, TOPIC, { signal }).return();
      if (getEventListeners(emitter, TOPIC).length > 0) throw new Error('a listener is left');
    },
  };
}

async function consume(events, onEvent) {
  for await (const [event] of events) onEvent(event);
}
