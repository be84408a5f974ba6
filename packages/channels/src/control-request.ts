import { ClosedError } from '@runwire/broker-core';
import type { ControlAction, ControlAcknowledgementEvent, ControlRequestEvent, ControlState, TrainingEvent } from '@runwire/events';
import type { ChannelSubscription } from './channel-subscription.js';
import { patiently } from './patience.js';

/** One step on the trail of a request. */
export interface ControlStep {
  readonly state: ControlState;
  /** What was said to it. */
  readonly reason?: string | undefined;
  /** Milliseconds since the epoch, on the broker's clock. */
  readonly timestamp: number;
}

/** How a request ended. `expired`: no trainer applied it in time. */
export type ControlOutcome = ControlStep & { readonly state: 'applied' | 'rejected' | 'expired' };

/** What a request to a trainer may be told. */
export interface ControlRequestOptions {
  /** Why, in words for the trainer's log. */
  readonly reason?: string | undefined;
  /** Milliseconds after which the request is void if nobody applied it, from 1. Default 60 000. */
  readonly timeoutMs?: number | undefined;
}

/** What a request needs of the channel. */
export interface ControlRequestPort {
  /** The events on the control topic of the experiment, from before the request was published. */
  readonly events: ChannelSubscription<TrainingEvent>;
  /** Tells everybody that the request is void; may be called again until it was taken. */
  readonly expire: () => Promise<unknown>;
  readonly timeoutMs: number;
}

/** A request to a trainer, on its trail `requested` → `received` → `applied`, `rejected` or `expired`. */
export class ControlRequest {
  readonly id: string;
  readonly action: ControlAction;
  /**
   * How it ended: at the latest when its time is up and the broker can be reached. Rejects with `ClosedError` when the broker is closed before that.
   */
  readonly outcome: Promise<ControlOutcome>;
  readonly #steps: ControlStep[];
  #news = deferred();

  constructor(request: ControlRequestEvent, port: ControlRequestPort) {
    this.id = request.requestId;
    this.action = request.action;
    this.#steps = [{ state: 'requested', reason: request.reason, timestamp: request.timestamp }];
    this.outcome = this.#follow(port);
    this.outcome.catch(() => undefined); // Nobody has to wait for it.
  }

  /** Every step from `requested` on, until the last. Can be walked again and again. */
  async *trail(): AsyncGenerator<ControlStep, undefined> {
    for (let index = 0; ; index++) {
      while (index >= this.#steps.length) {
        const { promise } = this.#news;
        const last = this.#steps.at(-1);
        if (last !== undefined && isFinal(last)) return undefined;
        await Promise.race([promise, this.outcome]);
      }
      const step = this.#steps[index];
      if (step !== undefined) yield step;
    }
  }

  async #follow({ events, expire, timeoutMs }: ControlRequestPort): Promise<ControlOutcome> {
    let isSettled = false;
    const timer = setTimeout(() => {
      // Refused when it was settled in the meantime: then that arrives. Without a connection it is told when there is one.
      patiently(expire, () => !isSettled).catch(() => undefined);
    }, timeoutMs);
    try {
      for await (const event of events) {
        if (event.type !== 'control-acknowledgement' || event.requestId !== this.id) continue;
        const step = this.#add(event);
        if (isFinal(step)) return step;
      }
      throw new ClosedError('The broker');
    } finally {
      isSettled = true;
      clearTimeout(timer);
      await events.close();
    }
  }

  #add({ state, reason, timestamp }: ControlAcknowledgementEvent): ControlStep {
    const step = { state, reason, timestamp };
    this.#steps.push(step);
    this.#news.resolve();
    this.#news = deferred();
    return step;
  }
}

function isFinal(step: ControlStep): step is ControlOutcome {
  return step.state !== 'requested' && step.state !== 'received';
}

function deferred(): { readonly promise: Promise<void>; readonly resolve: () => void } {
  let resolve: () => void = () => undefined;
  const promise = new Promise<void>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}
