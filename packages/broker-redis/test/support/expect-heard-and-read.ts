import { expect } from '@jest/globals';
import type { RedisBroker } from '../../src/index.js';

/** What one user publishes and stores, the other hears, replays and reads; both are healthy. */
export async function expectHeardAndRead(publisher: RedisBroker, reader: RedisBroker): Promise<void> {
  await publisher.publish('roles.a', 1, { id: 'first' });
  const subscription = reader.subscribe('roles.*', { from: 'start' });
  await subscription.ready;
  await publisher.publish('roles.x.a', 2, { save: [{ key: 'roles:x:state', value: 'on' }] });
  await publisher.publish('roles.a', 3, { history: false });
  const received: unknown[] = [];
  for await (const { data } of subscription) if (received.push(data) === 3) break;
  expect(new Set(received)).toEqual(new Set([1, 2, 3]));
  expect(await reader.store.get('roles:x:state')).toBe('on');
  expect((await publisher.healthCheck()).status).toBe('healthy');
  expect((await reader.healthCheck()).status).toBe('healthy');
}
