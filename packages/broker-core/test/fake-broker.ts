import type { BackendPort, LiveSink } from '../src/backend-port.js';
import { BackendBroker } from '../src/backend-broker.js';
import type { ParsedBrokerConfig } from '../src/config.js';

/** A third-party backend that does nothing but open and close. */
export class FakeBroker extends BackendBroker {
  readonly config: ParsedBrokerConfig;

  constructor(config: ParsedBrokerConfig) {
    const port: Partial<BackendPort> = {
      name: 'fake',
      bind: (sink: LiveSink) => { sink.status({ kind: 'ready' }); },
      close: () => Promise.resolve(),
    };
    super(port as BackendPort);
    this.config = config;
  }
}
