import { configFromEnvironment, createMessageBroker, type BackendLoader, type MessageBroker } from '@runwire/broker-core';
import { TrainingChannel } from '@runwire/channels';
import { CliError } from './cli-error.js';
import type { CliContext } from './cli-context.js';
import { EXIT_CODES } from './exit-code.js';

/** Longer than a healthy broker takes, short enough for a person to wait. */
const CONNECT_WITHIN_MS = 4_500;

/** The backends this program brings with it; others are loaded by their name. */
export const BACKENDS: Readonly<Record<string, BackendLoader>> = {
  memory: () => import('@runwire/broker-memory'),
  redis: () => import('@runwire/broker-redis'),
};

/** A channel on the broker of the environment, and that broker. Whoever opened it closes it. */
export interface OpenChannel {
  readonly channel: TrainingChannel;
  readonly broker: MessageBroker;
  readonly backend: string;
}

export interface ChannelOptions {
  /** Only experiments of this namespace. Default: of all. */
  readonly namespace?: string | undefined;
}

/** Opens a channel, does the work, and closes the broker whatever happens. */
export async function withChannel<T>(context: CliContext, options: ChannelOptions, work: (open: OpenChannel) => Promise<T>): Promise<T> {
  const config = configFromEnvironment(context.environment);
  await using broker = await connect(config);
  const channel = new TrainingChannel({ broker, ...(options.namespace === undefined ? {} : { namespace: options.namespace }) });
  return await work({ channel, broker, backend: config.type });
}

async function connect(config: ReturnType<typeof configFromEnvironment>): Promise<MessageBroker> {
  const connecting = createMessageBroker(config, BACKENDS);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const what = `The ${config.type} broker did not answer within ${String(CONNECT_WITHIN_MS / 1_000)} s`;
      reject(new CliError(EXIT_CODES.noBroker, `${what}; check that its server runs and that the REDIS_… variables name it.`));
    }, CONNECT_WITHIN_MS);
  });
  try {
    return await Promise.race([connecting, deadline]);
  } catch (error) {
    connecting.then((late) => late.close(), () => undefined); // an attempt given up must not keep the process alive
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
