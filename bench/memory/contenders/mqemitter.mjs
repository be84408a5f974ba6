import mqemitter from 'mqemitter';

import { TOPIC } from '../topic.mjs';

/** Callbacks that acknowledge each message. */
export function connect() {
  const emitter = mqemitter({ separator: '.', wildcardOne: '*', wildcardSome: '**' });
  return {
    subscribe(onEvent, pattern = TOPIC) {
      emitter.on(pattern, ({ event }, done) => {
        onEvent(event);
        done();
      });
    },
    publish(event, topic = TOPIC) {
      emitter.emit({ topic, event });
    },
  };
}
