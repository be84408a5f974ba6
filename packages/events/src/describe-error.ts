import { boundedText } from './bounded-text.js';
import {
  MAX_CAUSES,
  MAX_ERROR_MESSAGE_LENGTH,
  MAX_NAME_LENGTH,
  MAX_STACK_LENGTH,
  type ErrorDescription,
} from './error-description.js';

/**
 * Describes whatever was thrown: an Error of any realm, or any other value. Long texts are cut, causes are followed
 * {@link MAX_CAUSES} deep and never in a circle, getters that throw are passed over. A value without a message, such as a
 * thrown string, has the name `NonError` and is printed as its message. Never throws.
 */
export function describeError(thrown: unknown): ErrorDescription {
  return describeChain(thrown, []);
}

/** Describes an error and its causes. `above` are the errors it is the cause of, outermost first. */
function describeChain(thrown: unknown, above: readonly unknown[]): ErrorDescription {
  const path = [...above, thrown];
  const cause = causeOf(thrown);
  if (cause === undefined || path.includes(cause) || path.length > MAX_CAUSES) return describeLevel(thrown);
  return { ...describeLevel(thrown), cause: describeChain(cause, path) };
}

/** The first member of an AggregateError counts as its cause. */
function causeOf(thrown: unknown): unknown {
  return read(thrown, 'cause') ?? read(read(thrown, 'errors'), '0');
}

function describeLevel(thrown: unknown): ErrorDescription {
  const message = text(read(thrown, 'message'));
  const name = text(read(thrown, 'name'));
  const stack = text(read(thrown, 'stack'));
  const code = read(thrown, 'code');
  return {
    name: boundedText(message === undefined ? 'NonError' : (name ?? 'Error'), MAX_NAME_LENGTH),
    message: boundedText(message ?? print(thrown), MAX_ERROR_MESSAGE_LENGTH),
    ...(stack === undefined ? {} : { stack: boundedText(stack, MAX_STACK_LENGTH) }),
    ...(typeof code === 'string' || typeof code === 'number' ? { code: boundedText(String(code), MAX_NAME_LENGTH) } : {}),
  };
}

/** A property of anything; undefined where there is none, or its getter throws. */
function read(value: unknown, name: string): unknown {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return undefined;
  try {
    const property: unknown = Reflect.get(value, name);
    return property;
  } catch {
    return undefined; // A hostile getter or a revoked proxy: as good as absent, and the rest is still worth telling.
  }
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** JSON where the value has one, else what String makes of it. */
function print(value: unknown): string {
  try {
    const json: unknown = typeof value === 'object' ? JSON.stringify(value) : undefined;
    return typeof json === 'string' ? json : String(value);
  } catch {
    return 'A value that cannot be printed.';
  }
}
