import type { BrokerOptions } from '../backend-broker.js';
import type { MessageBroker } from '../broker.js';

/** The two functions of a test runner that the suite needs: those of jest, `node:test`, mocha, vitest. */
export interface TestRunner {
  readonly describe: (name: string, define: () => void) => void;
  readonly it: (name: string, run: () => Promise<void>) => void;
}

/** What a backend brings to the suite: brokers on one storage, and three faults. */
export interface ConformanceHarness {
  /** Names the suite in the runner's output. */
  readonly name: string;
  /** A fresh broker with no message in it from the suite's namespaces, connected, called for every case; the suite closes it. */
  createBroker(options?: BrokerOptions): Promise<MessageBroker>;
  /**
   * A second client of the storage of `broker`, as another process would be. A backend without other processes returns
   * `broker` itself. The suite closes it.
   */
  connect(broker: MessageBroker): Promise<MessageBroker>;
  /**
   * Cuts the delivery path of `broker`, runs `meanwhile`, and mends the path. What is published meanwhile, through
   * `broker` or another client, is taken as always but must not reach the subscriptions of `broker` live. Resolves when
   * the path is whole; the catch-up may still be on its way.
   */
  interrupt(broker: MessageBroker, meanwhile: () => Promise<void>): Promise<void>;
  /**
   * The backend forgets the histories of all topics of `namespace` (`<namespace>` and `<namespace>.*`), heads and
   * epochs too, as a server that was restarted empty. State may be forgotten with them. Resolves when `broker` works again.
   */
  loseHistory(broker: MessageBroker, namespace: string): Promise<void>;
  /**
   * The backend takes back the newest `messages` of the history of `topic`, and its head with them, as a fail-over to a
   * replica that lagged behind does: other messages may take their offsets. Epoch and older messages stay, and nobody is told.
   * All of them were published one after another, each awaited, and nothing is under way. Resolves when `broker` works again.
   */
  rewindHistory(broker: MessageBroker, topic: string, messages: number): Promise<void>;
  /** Schedules that the model-based case runs. Default 25; the more, the rarer the interleaving that is found. */
  readonly schedules?: number;
  /** First seed of those schedules. Default 1. A failure prints its seed; give that, and 1 schedule, to repeat it. */
  readonly firstSeed?: number;
}
