import type { Argument } from './command-text.js';
import type { Reply } from './redis-client.js';

/** A command of a transaction. */
export type Step = readonly [command: string, args: readonly Argument[]];

/** Sends commands to whichever server holds a key. */
export interface Commands {
  /** Whether a command for this key would be sent at once. */
  isReady(key: string): boolean;
  /**
   * Resolves when a command for this key can be sent.
   * @throws ConnectionError when it cannot within `withinMs`, or the very first attempt to connect fails; ClosedError
   */
  ready(key: string, withinMs: number): Promise<void>;
  /** Sends at the end of the turn, with what else is sent in it. @throws ServerReplyError; ConnectionError when there is no connection, or it ends before the reply; ClosedError */
  call(key: string, command: string, args: readonly Argument[]): Promise<Reply>;
  /** Sends commands that are executed in one step, all or none. Only where one server holds all keys. @throws as `call` */
  readonly transact?: (steps: readonly Step[]) => Promise<void>;
  /** Splits keys into groups that one command may touch together. */
  group<T>(items: readonly T[], keyOf: (item: T) => string): readonly (readonly T[])[];
  /** Whether indexes share a server with everything else, so that scripts can keep them. */
  readonly isOneServer: boolean;
}
