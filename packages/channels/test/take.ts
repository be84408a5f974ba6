import { setTimeout as delay } from 'node:timers/promises';

export interface Within {
  /** Milliseconds. Default 5 000. */
  readonly withinMs?: number;
}

/** The next `count` items of an iterator; rejects when they do not come in time. */
export async function take<T>(iterator: AsyncIterator<T>, count: number, options?: Within): Promise<T[]> {
  const items: T[] = [];
  while (items.length < count) items.push(await next(iterator, options));
  return items;
}

/** The first item that is wanted, later ones stay; rejects when it does not come in time. */
export async function takeUntil<T>(iterator: AsyncIterator<T>, isWanted: (item: T) => boolean, options?: Within): Promise<T> {
  for (;;) {
    const item = await next(iterator, options);
    if (isWanted(item)) return item;
  }
}

/** The next item. */
export async function next<T>(iterator: AsyncIterator<T>, options?: Within): Promise<T> {
  const result = await inTime(iterator.next(), options);
  if (result.done === true) throw new Error('The iteration ended; one more item was expected.');
  return result.value;
}

/** What a promise gives, if it does in time. */
export async function inTime<T>(promise: Promise<T>, { withinMs = 5_000 }: Within = {}): Promise<T> {
  const late = new AbortController();
  const timeout = delay(withinMs, undefined, { signal: late.signal }).then(() => {
    throw new Error(`Nothing came within ${String(withinMs)} ms.`);
  });
  timeout.catch(() => undefined);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    late.abort();
  }
}

/** The iterator of an iterable. */
export const iterate = <T>(iterable: AsyncIterable<T>): AsyncIterator<T> => iterable[Symbol.asyncIterator]();
