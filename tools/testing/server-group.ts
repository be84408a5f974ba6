import { type RedisOptions, type RedisServer, startRedis } from './redis-server.js';

/** Redis servers that only make sense together: they are started one by one or at once, and stopped together. */
export class ServerGroup {
  readonly #starts: Promise<RedisServer>[] = [];

  async start(options: RedisOptions): Promise<RedisServer> {
    const start = startRedis(options);
    this.#starts.push(start);
    return start;
  }

  /** Stops every server, also those still starting, whatever happens to the others; then tells what failed. */
  async stop(): Promise<void> {
    const started = (await Promise.allSettled(this.#starts)).filter((start) => start.status === 'fulfilled');
    const stops = await Promise.allSettled(started.map(({ value }) => value.stop()));
    const failures = stops.filter((stop) => stop.status === 'rejected');
    if (failures.length > 0) throw new AggregateError(failures.map(({ reason }) => reason as unknown), 'some servers did not stop');
  }

  /** The group's set-up: when it fails, no server stays. */
  async orStop<T>(setUp: Promise<T>): Promise<T> {
    try {
      return await setUp;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }
}
