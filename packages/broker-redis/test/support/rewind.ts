import type { RedisConfig } from '@runwire/broker-core';
import type { RedisServer } from '../../../../tools/testing/redis-server.js';
import { Layout } from '../../src/layout.js';

/**
 * KEYS 1 head · 2 log; ARGV 1 messages to take back. An entry is `<offset of its last message>-<messages>`, one line a message;
 * XSETID lets their ids be given again. The head forgets the batches, too: a replica that lacks them cannot answer for them.
 */
const REWIND = `
local top = tonumber(redis.call('HGET', KEYS[1], 'offset')) - tonumber(ARGV[1])
local kept, stamp = {}, nil
for _, entry in ipairs(redis.call('XREVRANGE', KEYS[2], '+', '(' .. string.format('%.0f', top) .. '-18446744073709551615')) do
  redis.call('XDEL', KEYS[2], entry[1])
  local last, count = string.match(entry[1], '^(%d+)%-(%d+)$')
  local offset = last - count + 1
  if offset <= top then
    stamp = entry[2][2]
    for line in string.gmatch(entry[2][4], '[^\\n]+') do
      if offset <= top then kept[#kept + 1] = line end
      offset = offset + 1
    end
  end
end
local newest = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
redis.call('XSETID', KEYS[2], newest and newest[1] or '0-0')
if stamp then redis.call('XADD', KEYS[2], string.format('%.0f-%d', top, #kept), 't', stamp, 'm', table.concat(kept, '\\n')) end
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.find(field, ':', 1, true) then redis.call('HDEL', KEYS[1], field) end
end
return redis.call('HSET', KEYS[1], 'offset', string.format('%.0f', top))
`;

/** Takes back the newest messages of a topic on the master that has it: log and head at once. */
export async function rewind(servers: readonly RedisServer[], config: RedisConfig, topic: string, messages: number): Promise<void> {
  const layout = new Layout({ prefix: config.keyPrefix, db: config.db, sharded: config.sharded });
  const [top, log] = [layout.top(topic), layout.log(topic)];
  const masters = await Promise.all(servers.map(async (server) => ((await server.cli('ROLE')).startsWith('master') && (await server.cli('KEYS', top)) !== '' ? [server] : [])));
  const [master] = masters.flat();
  if (master === undefined) throw new Error(`No master has the topic ${topic}.`);
  await master.cli('EVAL', REWIND, '2', top, log, String(messages));
}
