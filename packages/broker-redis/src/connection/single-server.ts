import { ClosedError, ConnectionError } from '@runwire/broker-core';
import type { Argument } from './command-text.js';
import type { Commands, Step } from './commands.js';
import type { Line, LineState } from './line.js';
import type { Reply } from './redis-client.js';

/** All keys are on one server: the one of the line. */
export class SingleServer implements Commands {
  readonly isOneServer = true;
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
  }

  open(): Promise<void> {
    return this.#line.open();
  }

  states(): readonly LineState[] {
    return [this.#line.state];
  }

  close(): void {
    this.#line.close();
  }

  isReady(): boolean {
    return this.#line.client !== undefined;
  }

  async ready(_key: string, withinMs: number): Promise<void> {
    await this.#line.ready(withinMs);
  }

  call(_key: string, command: string, args: readonly Argument[]): Promise<Reply> {
    const { client } = this.#line;
    return client === undefined ? Promise.reject(this.#absent()) : client.call(command, args);
  }

  transact(steps: readonly Step[]): Promise<void> {
    const { client } = this.#line;
    return client === undefined ? Promise.reject(this.#absent()) : client.transact(steps);
  }

  group<T>(items: readonly T[]): readonly (readonly T[])[] {
    return items.length === 0 ? [] : [items];
  }

  #absent(): ClosedError | ConnectionError {
    const { state } = this.#line;
    if (state.kind === 'closed') return new ClosedError('The broker');
    return state.kind === 'waiting' ? new ConnectionError(state.error.message) : new ConnectionError('There is no connection to Redis.');
  }
}
