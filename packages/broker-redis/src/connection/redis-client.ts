import { Socket } from 'node:net';
import { ClosedError, ConnectionError, type BrokerError } from '@runwire/broker-core';
import { Command, Redis } from 'ioredis';
import { clientOptions, type ClientSettings } from './client-options.js';
import { writeCommand, type Argument } from './command-text.js';
import type { Step } from './commands.js';
import { ServerReplyError } from './server-reply-error.js';
import { showAddress } from './server-address.js';

/** What a server answers; texts are decoded as UTF-8. */
export type Reply = string | number | null | readonly Reply[];

/** A message of a subscription. `source`: the channel or glob that was subscribed to. */
export type MessageListener = (source: string, channel: string, payload: Buffer) => void;
export type SubscriptionCommand = 'subscribe' | 'unsubscribe' | 'psubscribe' | 'punsubscribe' | 'ssubscribe' | 'sunsubscribe';

interface Call {
  readonly command: string;
  readonly reject: (error: BrokerError) => void;
}

/** ioredis would copy, check and measure every argument; and what it does not know, it cannot attach to an error. */
class WrittenCommand extends Command {
  readonly #text: string;

  constructor(name: string, text: string) {
    super(name, [], { replyEncoding: 'utf8' });
    this.#text = text;
  }

  override toWritable(): string {
    return this.#text;
  }
}

/**
 * One connection to one server, from its opening to its end: it never reconnects. All of ioredis stands behind it.
 * Every call settles: with the reply, or with an error when the connection ends. No error holds an argument or a secret.
 */
export class RedisClient {
  readonly settings: ClientSettings;
  readonly #redis: Redis;
  readonly #calls = new Set<Call>();
  readonly #closed: Promise<BrokerError>;
  #end: (error: BrokerError) => void = () => undefined;
  #endedBy: BrokerError | undefined;
  #lastError: Error | undefined;
  #isOpening = true;
  #isGathering = false;

  private constructor(settings: ClientSettings) {
    this.settings = settings;
    this.#closed = new Promise((resolve) => { this.#end = resolve; });
    this.#redis = new Redis(clientOptions(settings));
    this.#redis.on('error', (error: Error) => { this.#lastError = error; });
    this.#redis.on('end', () => { this.destroy(this.#isOpening ? this.#unreachable(describe(this.#lastError)) : this.#lost()); });
  }

  /** Connects and authenticates; an abort gives up. @throws ConnectionError that names the server and what to check, ClosedError */
  static async open(settings: ClientSettings, signal: AbortSignal): Promise<RedisClient> {
    const client = new RedisClient(settings);
    const abort = (): void => { client.destroy(); };
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const timer = setTimeout(() => {
      client.destroy(client.#unreachable(`it did not answer within ${String(settings.timeoutMs)} ms`));
    }, settings.timeoutMs);
    try {
      await Promise.race([client.#connect(), client.#closed.then((error) => { throw error; })]);
      client.#isOpening = false;
      return client;
    } catch (error) {
      const known = client.#endedBy ?? (error instanceof ServerReplyError ? client.#unreachable(error.reply) : client.#unreachable(describe(client.#lastError ?? error)));
      client.destroy(known);
      throw known;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  /** Resolves when the connection has ended, with the reason. */
  get closed(): Promise<BrokerError> {
    return this.#closed;
  }

  get isOpen(): boolean {
    return this.#endedBy === undefined;
  }

  get address(): string {
    return showAddress(this.settings.address);
  }

  /** Grows with everything the server sends. */
  get bytesRead(): number {
    return this.#redis.stream instanceof Socket ? this.#redis.stream.bytesRead : 0;
  }

  /** Sends at the end of this turn of the event loop, with all that is sent in it. @throws ServerReplyError, ConnectionError */
  call(command: string, args: readonly Argument[]): Promise<Reply> {
    return this.#send(new WrittenCommand(command, writeCommand(command, args)));
  }

  /** Sends commands that are executed in one step, all or none. @throws as `call`, what was refused first */
  async transact(steps: readonly Step[]): Promise<void> {
    const replies = await Promise.all([this.call('multi', []), ...steps.map(([command, args]) => this.call(command, args)), this.call('exec', [])]);
    const executed: unknown = replies.at(-1);
    if (!Array.isArray(executed)) return;
    executed.forEach((reply: unknown, index) => {
      if (isReply(reply)) throw new ServerReplyError(steps[index]?.[0] ?? 'exec', reply.message);
    });
  }

  /** Subscribes to, or leaves, one channel or glob. `onTurn` runs in the order of the stream: after the messages before the reply, before those behind it. */
  async subscription(command: SubscriptionCommand, name: string, onTurn: () => void): Promise<void> {
    await this.#send(new Command(command, [name], { replyEncoding: 'utf8' }), onTurn);
  }

  /** Hears all messages of all subscriptions; to be called once. */
  onMessage(listener: MessageListener): void {
    this.#redis.on('messageBuffer', (channel: Buffer, payload: Buffer | null) => {
      const name = channel.toString();
      listener(name, name, payload ?? Buffer.alloc(0));
    });
    this.#redis.on('pmessageBuffer', (glob: string, channel: Buffer, payload: Buffer | null) => {
      listener(glob, channel.toString(), payload ?? Buffer.alloc(0));
    });
    this.#redis.on('smessageBuffer', (channel: Buffer, payload: Buffer | null) => {
      const name = channel.toString();
      listener(name, name, payload ?? Buffer.alloc(0));
    });
  }

  /** Hears that the server has ended SSUBSCRIBEs by itself, or refused one, because their slot went elsewhere; not, which. */
  onMoved(listener: () => void): void {
    this.#redis.on('moved', listener);
  }

  /** Ends the connection at once; everything outstanding rejects with `reason`. Idempotent. */
  destroy(reason: BrokerError = new ClosedError('The connection')): void {
    if (this.#endedBy !== undefined) return;
    this.#endedBy = reason;
    this.#redis.disconnect();
    // `disconnect` waits for a peer that may be frozen.
    const { stream } = this.#redis;
    if (stream instanceof Socket) stream.destroy();
    for (const { reject } of [...this.#calls]) reject(reason);
    this.#calls.clear();
    this.#end(reason);
  }

  async #connect(): Promise<void> {
    await this.#redis.connect();
    const { db } = this.settings;
    // ioredis ignores a refused SELECT, and a server that is loading still takes connections.
    await (db === 0 ? this.call('ping', []) : this.call('select', [String(db)]));
  }

  /** The promise that ioredis makes for a command is left alone: ours is settled in its place. */
  #send(command: Command, onTurn?: () => void): Promise<Reply> {
    const ended = this.#endedBy;
    if (ended !== undefined) return Promise.reject(ended);
    return new Promise<Reply>((resolve, reject) => {
      const call: Call = { command: command.name, reject };
      command.resolve = (reply: Buffer | Buffer[]) => {
        this.#calls.delete(call);
        onTurn?.();
        resolve(command.transformReply(reply) as Reply);
      };
      command.reject = (error) => {
        this.#calls.delete(call);
        reject(this.#translate(command.name, error));
      };
      this.#calls.add(call);
      this.#gather();
      void this.#redis.sendCommand(command);
    });
  }

  /** Writes of one turn are one write: each is a system call, and answers that come one by one each wake the process. */
  #gather(): void {
    const { stream } = this.#redis;
    if (this.#isGathering || !(stream instanceof Socket)) return;
    this.#isGathering = true;
    stream.cork();
    process.nextTick(() => {
      this.#isGathering = false;
      stream.uncork();
    });
  }

  #translate(command: string, error: unknown): BrokerError {
    if (isReply(error)) return new ServerReplyError(command, error.message);
    return this.#endedBy ?? this.#lost();
  }

  #lost(): BrokerError {
    const seen = this.#lastError;
    const why = seen === undefined ? '' : ` (${describe(seen)})`;
    return new ConnectionError(`The connection to Redis at ${this.address} was lost${why}; the broker reconnects by itself. Check that the server runs.`);
  }

  #unreachable(why: string): ConnectionError {
    return new ConnectionError(`Cannot connect to Redis at ${this.address}: ${why}. ${adviceFor(why)}`);
  }
}

/** Only what cannot hold an argument: ioredis attaches the password to errors of AUTH. */
function describe(error: unknown): string {
  const { message, code } = partsOf(error);
  const text = [message, code].find((part): part is string => typeof part === 'string' && part !== '') ?? 'the connection was closed';
  return text.replace(/,? with args beginning with.*/s, '').replace(/\.$/, '').slice(0, 300);
}

/** An error by its parts: its class may be another realm's or another copy's. */
const partsOf = (error: unknown): { readonly name?: unknown; readonly message?: unknown; readonly code?: unknown } => (typeof error === 'object' && error !== null ? error : {});

const isReply = (error: unknown): error is { readonly message: string } => partsOf(error).name === 'ReplyError';

function adviceFor(why: string): string {
  if (/WRONGPASS|NOAUTH|invalid password/i.test(why)) return 'Check the user name and the password (REDIS_USERNAME, REDIS_PASSWORD).';
  if (/certificate|self.signed|SSL|TLS|ERR_TLS/i.test(why)) return 'Check the TLS settings (REDIS_TLS, or rediss:// in REDIS_URL) and the certificate authority.';
  if (/DB index/i.test(why)) return 'Check the database number (REDIS_DB).';
  return 'Check that the server runs, host and port (REDIS_URL, or REDIS_HOST and REDIS_PORT), and whether it wants TLS (REDIS_TLS).';
}
