import Emittery from 'emittery';

import { TOPIC } from '../topic.mjs';

export function connect() {
  const emitter = new Emittery();
  return {
    subscribe(onEvent) {
      void consume(emitter.events(TOPIC), onEvent);
    },
    publish: (event) => emitter.emit(TOPIC, event),
    hold() {
      emitter.events(TOPIC);
    },
    async cycle() {
      await emitter.events(TOPIC).return();
    },
  };
}

async function consume(events, onEvent) {
  for await (const event of events) onEvent(event);
}
