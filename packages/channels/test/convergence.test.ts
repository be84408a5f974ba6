/** Whoever watches, from whenever on and however slowly, ends in the state that is stored; and hears each event once. */
import { it } from '@jest/globals';
import { assertConvergence } from './converge.js';
import { onEveryBroker } from './on-every-broker.js';

onEveryBroker('watchers', (stage) => {
  it(
    'from the start, late, and resumed from a cursor end in the stored state, and never show an older one after a newer',
    () => assertConvergence({ connect: () => stage.connect(), cut: async (connections) => stage.server()?.cli('CLIENT', 'KILL', 'TYPE', connections) }, stage.server() === undefined ? 60 : 10),
    300_000,
  );
});
