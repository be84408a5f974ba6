import { createStorage } from 'unstorage';
import redisDriver from 'unstorage/drivers/redis';

export async function open({ redis: { port } }) {
  const store = createStorage({ driver: redisDriver({ host: '127.0.0.1', port, enableAutoPipelining: true }) });
  return {
    set: (key, value) => store.setItem(key, value),
    get: (key) => store.getItem(key),
    increment: async (key) => store.setItem(key, (await store.getItem(key)) + 1),
  };
}
