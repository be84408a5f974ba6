import { expect, it } from '@jest/globals';
import { startRedis } from '../../../tools/testing/redis-server.js';
import { waitUntil } from '../../../tools/testing/wait-until.js';
import { Sentinels } from '../src/connection/sentinels.js';

it('asking the Sentinels from two lines at once leaves no connection behind that would keep the process alive', async () => {
  await using sentinel = await startRedis({ sentinel: true });
  const address = { host: sentinel.host, port: sentinel.port };
  const sentinels = new Sentinels({ addresses: [address], name: 'nobody', password: undefined, reach: (to) => to });
  const { signal } = new AbortController();
  await Promise.all([1, 2].map(() => sentinels.assertMaster(address, signal)));
  const connections = async (): Promise<number> => (await sentinel.cli('CLIENT', 'LIST')).trim().split('\n').length - 1; // without the one that asks
  expect(await connections()).toBeGreaterThan(0);
  sentinels.close();
  await waitUntil(async () => (await connections()) === 0, { withinMs: 3_000, what: 'no connection to be left' });
});
