import { TOPIC } from '../topic.mjs';

/** What one writes at first: every pattern a regular expression, every message tried on all of them. */
export function connect() {
  const routes = [];
  return {
    subscribe(onEvent, pattern = TOPIC) {
      routes.push({ expression: new RegExp(`^${pattern.replaceAll('.', '\\.').replaceAll('*', '[^.]+')}$`), onEvent });
    },
    publish(event, topic = TOPIC) {
      for (const { expression, onEvent } of routes) {
        if (expression.test(topic)) onEvent(event);
      }
    },
  };
}
