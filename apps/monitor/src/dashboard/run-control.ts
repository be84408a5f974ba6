import type { MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { requestControl, type ControlWord } from '../commands/control.js';

export interface ControlTarget {
  readonly namespace: string;
  readonly id: string;
  readonly action: ControlWord;
}

export type ControlAnswer = { readonly requestId: string } | { readonly error: string };

const TIMEOUT_MS = 20_000;

/** Passes requests of the page on to trainers. What becomes of them is seen in the run's own record. */
export class RunControl {
  readonly #broker: MessageBroker;

  constructor(broker: MessageBroker) {
    this.#broker = broker;
  }

  async request({ namespace, id, action }: ControlTarget): Promise<ControlAnswer> {
    try {
      const channel = new TrainingChannel({ broker: this.#broker, namespace });
      const request = await requestControl(channel, action, { id, reason: 'asked in the dashboard', timeoutMs: TIMEOUT_MS });
      request.outcome.catch(() => undefined); // told by the record
      return { requestId: request.id };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  }
}
