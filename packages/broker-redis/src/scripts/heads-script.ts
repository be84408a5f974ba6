import { defineScript } from './script.js';
import { OLDEST_ENTRY } from './oldest-entry.js';

/**
 * The heads of some topics, at one moment.
 *
 * KEYS  a head and its log, for each topic · last: the topic index, if ARGV names topics
 * ARGV  the topics, in the order of the keys, to take those without a head out of the index; none: leave the index alone
 * Reply for each topic: nil · or { epoch, top, oldest, ms the head lives at least }
 */
export const HEADS = defineScript(
  'heads',
  `${OLDEST_ENTRY}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local reply = {}
for number = 1, math.floor(#KEYS / 2) do
  local top, log = KEYS[2 * number - 1], KEYS[2 * number]
  local head = redis.call('HMGET', top, 'epoch', 'offset', 'due', 'ttl')
  if head[1] then
    local expiredUntil = 0
    if head[3] and now >= tonumber(head[3]) then expiredUntil = now - tonumber(head[4]) end
    local first = oldestEntry(log, expiredUntil)
    local oldest = first and lastOffset(first) - countOf(first) + 1 or tonumber(head[2]) + 1
    reply[number] = { head[1], tonumber(head[2]), oldest, redis.call('PTTL', top) }
  else
    reply[number] = false
    if ARGV[number] then redis.pcall('ZREM', KEYS[#KEYS], ARGV[number]) end
  end
end
return reply
`,
);
