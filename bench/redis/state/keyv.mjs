import KeyvRedis from '@keyv/redis';
import Keyv from 'keyv';

export async function open({ redis: { port } }) {
  const store = new Keyv({ store: new KeyvRedis(`redis://127.0.0.1:${port}`) });
  return {
    set: (key, value) => store.set(key, value),
    get: (key) => store.get(key),
    increment: async (key) => store.set(key, (await store.get(key)) + 1),
  };
}
