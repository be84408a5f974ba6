import type { BrokerError } from '@runwire/broker-core';
import type { LineState } from '../connection/line.js';
import type { RedisClient } from '../connection/redis-client.js';

/** The attached patterns, kept subscribed through every reconnect. */
export interface Listening {
  /** Connects for the first time. @throws ConnectionError, ConfigError */
  open(): Promise<void>;
  states(): readonly LineState[];
  /** Whether every connection is there, so that nothing is missed just now. */
  readonly isReady: boolean;
  /** Why a pattern could not be subscribed again after a reconnect; undefined: all are in place. */
  readonly refused: BrokerError | undefined;
  /** The patterns that are attached. */
  patterns(): readonly string[];
  /** Resolves when the server has confirmed; waits out a lost connection. @throws ServerReplyError when it is not allowed, ConnectionError when there never was a connection */
  attach(pattern: string): Promise<void>;
  /** Resolves when the server has let go, or the connection is gone. */
  detach(pattern: string): Promise<void>;
  /** Subscribes on a new connection what belongs there. Rejects when the connection ends meanwhile. */
  resubscribe(client: RedisClient): Promise<void>;
  /** Tries again what was refused. */
  retryRefused(): Promise<void>;
  /** Resolves when everything is taken that the servers had sent until now. */
  fence(): Promise<void>;
  close(): void;
}

/** Where it goes what arrives. */
export interface ListeningOptions {
  /** A live payload of a topic, each exactly once per connection. */
  readonly onPayload: (topic: string, payload: Buffer) => void;
  readonly onProbe: (payload: Buffer) => void;
}
