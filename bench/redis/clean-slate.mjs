import { Redis } from 'ioredis';

/** Nothing that an earlier measurement left is there. */
export async function wipe({ redis: { port } }) {
  const client = new Redis({ port });
  await client.flushall();
  await client.quit();
}
