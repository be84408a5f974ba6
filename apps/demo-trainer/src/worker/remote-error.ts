import type { ErrorDescription } from '@runwire/events';

/** An error that was thrown in a worker thread, with the name, code and stack that it had there. */
export class RemoteError extends Error {
  readonly code: string | undefined;

  constructor({ name, message, stack, code, cause }: ErrorDescription) {
    super(message, cause === undefined ? undefined : { cause: new RemoteError(cause) });
    this.name = name;
    this.code = code;
    if (stack !== undefined) this.stack = stack;
  }
}
