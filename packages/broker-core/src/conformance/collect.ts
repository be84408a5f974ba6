import { within } from './within.js';

/** All of a stream that ends. */
export async function collect<T>(stream: AsyncIterable<T>, withinMs = 10_000): Promise<readonly T[]> {
  const items: T[] = [];
  const read = async (): Promise<void> => {
    for await (const item of stream) items.push(item);
  };
  await within(read(), withinMs, () => `the stream has not ended after ${String(items.length)} items`);
  return items;
}
