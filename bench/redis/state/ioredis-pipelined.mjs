import { Redis } from 'ioredis';

/** SET and GET of JSON. */
export async function open({ redis: { port } }) {
  const client = new Redis({ port, enableAutoPipelining: true });
  return {
    set: (key, value) => client.set(key, JSON.stringify(value)),
    get: async (key) => JSON.parse(await client.get(key)),
  };
}
