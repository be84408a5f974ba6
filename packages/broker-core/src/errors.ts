/** What {@link BrokerError.code} may be. Codes are stable: programs branch on them, messages may be reworded. */
export type BrokerErrorCode =
  | 'INVALID_TOPIC'
  | 'INVALID_MESSAGE'
  | 'MESSAGE_TOO_LARGE'
  | 'INVALID_ARGUMENT'
  | 'CONFIG'
  | 'BACKEND_NOT_INSTALLED'
  | 'CONNECTION'
  | 'BACKEND'
  | 'TIMEOUT'
  | 'SUBSCRIBER_LIMIT'
  | 'SLOW_CONSUMER'
  | 'CLOSED'
  | 'CONFLICT';

/** What an error is made of, beside its code and its message. */
export interface BrokerErrorOptions {
  /** Whether the same call may succeed later, unchanged. Default `false`. */
  readonly retryable?: boolean;
  /** The error underneath. Backends strip secrets from it before they attach it. */
  readonly cause?: unknown;
}

/** The base of every error a broker throws. Its message says what was wrong, the value, and what to do. */
export class BrokerError extends Error {
  readonly code: BrokerErrorCode;
  /** Whether the same call may succeed later, unchanged. */
  readonly retryable: boolean;

  constructor(code: BrokerErrorCode, message: string, options: BrokerErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}

/** A topic, key or pattern breaks the address grammar. */
export class InvalidTopicError extends BrokerError {
  constructor(message: string) {
    super('INVALID_TOPIC', message);
  }
}

/** The data is not what JSON can carry. */
export class InvalidMessageError extends BrokerError {
  /** Where in the data, as a JavaScript path: `data.layers[3].weights`. */
  readonly path: string;

  constructor(path: string, message: string, options?: BrokerErrorOptions) {
    super('INVALID_MESSAGE', message, options);
    this.path = path;
  }
}

/** The data is larger than `maxMessageBytes`, counted as UTF-8 JSON. */
export class MessageTooLargeError extends BrokerError {
  readonly bytes: number;
  readonly maxBytes: number;

  constructor(bytes: number, maxBytes: number) {
    super(
      'MESSAGE_TOO_LARGE',
      `The message is ${String(bytes)} bytes of JSON, the limit is ${String(maxBytes)}; ` +
        'publish a reference to large data, or raise maxMessageBytes.',
    );
    this.bytes = bytes;
    this.maxBytes = maxBytes;
  }
}

/** A configuration value or an environment variable is wrong; the message names it. */
export class ConfigError extends BrokerError {
  constructor(message: string, options?: BrokerErrorOptions) {
    super('CONFIG', message, options);
  }
}

/** The package of the wanted backend cannot be found; the message holds the install command. */
export class BackendNotInstalledError extends BrokerError {
  readonly packageName: string;

  constructor(packageName: string, message: string, options?: BrokerErrorOptions) {
    super('BACKEND_NOT_INSTALLED', message, options);
    this.packageName = packageName;
  }
}

/** The backend's server cannot be reached, refused us, or the connection was lost. Retryable unless told otherwise. */
export class ConnectionError extends BrokerError {
  constructor(message: string, options?: BrokerErrorOptions) {
    super('CONNECTION', message, { retryable: true, ...options });
  }
}

/** The backend did not answer in time. Retryable; a publish with an `id` may be repeated without a double. */
export class TimeoutError extends BrokerError {
  constructor(message: string, options?: BrokerErrorOptions) {
    super('TIMEOUT', message, { retryable: true, ...options });
  }
}

/** The broker already holds `maxSubscribers` open subscriptions. */
export class SubscriberLimitError extends BrokerError {
  constructor(maxSubscribers: number) {
    super(
      'SUBSCRIBER_LIMIT',
      `${String(maxSubscribers)} subscriptions are open, the limit of this broker; ` +
        'close some, share one among consumers, or raise maxSubscribers.',
      { retryable: true },
    );
  }
}

/** A subscription with `overflow: 'error'` fell further behind than its queue holds. */
export class SlowConsumerError extends BrokerError {
  constructor(maxQueueSize: number) {
    super(
      'SLOW_CONSUMER',
      `The consumer is more than ${String(maxQueueSize)} messages behind; ` +
        "consume faster, raise maxQueueSize, or use overflow 'catch-up' or 'drop-oldest'. Resume from the subscription's cursor.",
    );
  }
}

/** The broker or the subscription was closed. */
export class ClosedError extends BrokerError {
  constructor(what: string) {
    super('CLOSED', `${what} is closed; create a new one.`);
  }
}

/** A condition (`onlyIf`) did not hold, so nothing was written and nothing published. */
export class ConflictError extends BrokerError {
  readonly key: string;
  /** The value that stood there instead; `undefined` when the key is absent. */
  readonly current: unknown;

  constructor(key: string, current: unknown, message?: string) {
    super(
      'CONFLICT',
      message ?? `The condition on "${key}" does not hold; read its current value (in this error) and decide again.`,
    );
    this.key = key;
    this.current = current;
  }
}
