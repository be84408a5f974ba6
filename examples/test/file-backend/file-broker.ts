import type { BackendModule } from '@runwire/broker-core';
import { BackendBroker, BROKER_DEFAULTS, type BrokerOptions } from '@runwire/broker-core/backend';
import { FileBackend } from './file-backend.js';

/** A broker in one file, for the processes of one machine. It keeps its journal for ever: an example, not a product. */
export class FileBroker extends BackendBroker {
  constructor(options: BrokerOptions & { readonly path: string }) {
    const { path, maxMessageBytes = BROKER_DEFAULTS.maxMessageBytes, idempotencyMs = BROKER_DEFAULTS.idempotencyMs } = options;
    super(new FileBackend({ path, maxMessageBytes, idempotencyMs }), options);
  }
}

/** A backend for the factory, over the journal at this path. */
export const fileBackend = (path: string): BackendModule => ({
  createBroker: async (config) => {
    const broker = new FileBroker({ ...config, path });
    // Reads the journal once, so that a wrong path is told now.
    await broker.store.getMany(['file:probe']);
    return broker;
  },
});
