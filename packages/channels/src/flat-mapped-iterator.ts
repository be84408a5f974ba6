const DONE = { done: true, value: undefined } as const;

/**
 * An iterator over what `map` makes of each item of another one: nothing, one or several. Written by hand, because the
 * `return()` of an async generator waits for a pending `next()`, for ever if nothing comes. Calls of `next()` are served in order.
 */
export class FlatMappedIterator<From, To> implements AsyncIterator<To, undefined, undefined> {
  readonly #source: Promise<AsyncIterator<From>>;
  readonly #map: (item: From) => readonly To[];
  readonly #close: () => Promise<void>;
  readonly #ready: To[] = [];
  #turn: Promise<unknown> = Promise.resolve();

  /** @param close ends the source, so that its pending `next()` ends too */
  constructor(source: Promise<AsyncIterator<From>>, map: (item: From) => readonly To[], close: () => Promise<void>) {
    this.#source = source;
    this.#source.catch(() => undefined); // `next()` tells.
    this.#map = map;
    this.#close = close;
  }

  next(): Promise<IteratorResult<To, undefined>> {
    const result = this.#turn.then(() => this.#next());
    this.#turn = result.catch(() => undefined);
    return result;
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#ready.length = 0;
    await this.#close();
    return DONE;
  }

  async #next(): Promise<IteratorResult<To, undefined>> {
    const source = await this.#source;
    for (;;) {
      const value = this.#ready.shift();
      if (value !== undefined) return { done: false, value };
      const item = await source.next();
      if (item.done === true) return DONE;
      this.#ready.push(...this.#map(item.value));
    }
  }
}
