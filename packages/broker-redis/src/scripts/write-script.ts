import { defineScript } from './script.js';

/**
 * Writes stored fields, each in its turn, all at one moment.
 *
 * KEYS  the values · last: the key index
 * ARGV  1 "1": keep the index · then for each value: operation, text, ms, condition, expected, key
 *       ("set" or "delete" · JSON · TTL or 0 · "", "absent" or "equals" · JSON · member of the key index)
 * Reply for each value: 1 (written, or deleted) · 0 (nothing there to delete) · { current value } (refused)
 */
export const WRITE = defineScript(
  'write',
  `
local reply, indexed, index = {}, ARGV[1] == '1', KEYS[#KEYS]
for number = 1, #KEYS - 1 do
  local key, at = KEYS[number], 6 * number - 4
  local ttl, condition, member = ARGV[at + 2], ARGV[at + 3], ARGV[at + 5]
  local refused = false
  if condition ~= '' then
    local current = redis.call('GET', key)
    local holds = (condition == 'absent' and not current) or (condition == 'equals' and current == ARGV[at + 4])
    if not holds then refused = { current } end
  end
  if refused then reply[number] = refused
  elseif ARGV[at] == 'delete' then
    reply[number] = redis.call('DEL', key)
    if indexed and reply[number] == 1 then redis.call('ZREM', index, member) end
  else
    reply[number] = 1
    if indexed then redis.call('ZADD', index, 0, member) end
    if ttl == '0' then redis.call('SET', key, ARGV[at + 1]) else redis.call('SET', key, ARGV[at + 1], 'PX', ttl) end
  end
end
return reply
`,
);
