import { Redis } from 'ioredis';

/** WATCH belongs to a connection, so that each of these has one update under way. */
const CONNECTIONS = 10;

/** Optimistic locking by hand: WATCH, GET, MULTI, SET, EXEC, again when another was faster. */
export async function open({ redis: { port } }) {
  const clients = Array.from({ length: CONNECTIONS }, () => new Redis({ port }));
  const turns = clients.map(() => Promise.resolve());
  let next = 0;
  return {
    set: (key, value) => clients[0].set(key, JSON.stringify(value)),
    get: async (key) => JSON.parse(await clients[0].get(key)),
    increment(key) {
      const index = next++ % CONNECTIONS;
      turns[index] = turns[index].then(() => increment(clients[index], key));
      return turns[index];
    },
  };
}

async function increment(client, key) {
  let replies = null;
  while (replies === null) {
    await client.watch(key);
    const count = JSON.parse(await client.get(key));
    replies = await client.multi().set(key, JSON.stringify(count + 1)).exec();
  }
}
