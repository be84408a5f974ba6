import { RedisBroker } from '@runwire/broker-redis';

export async function open({ redis: { port } }) {
  const broker = new RedisBroker({ redis: { host: '127.0.0.1', port } });
  await broker.connect();
  const { store } = broker;
  return {
    set: (key, value) => store.set(key, value),
    get: (key) => store.get(key),
    increment: (key) => store.update(key, (count) => count + 1),
  };
}
