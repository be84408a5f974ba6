import type { Failure } from './worker-protocol.js';

/** An error that was thrown in a worker thread, with the name, code and stack that it had there. */
export class RemoteError extends Error {
  readonly code: string | undefined;

  constructor({ name, message, stack, code }: Failure) {
    super(message);
    this.name = name;
    this.code = code;
    if (stack !== undefined) this.stack = stack;
  }
}
