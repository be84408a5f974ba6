import { defineScript } from './script.js';
import { OLDEST_ENTRY } from './oldest-entry.js';

/**
 * Reads a page of one topic at one moment. Writes nothing.
 *
 * KEYS  1 head · 2 log
 * ARGV  1 first offset wanted · 2 messages wanted · 3 bytes after which the page may end early
 * Reply nil: there is no head · else { epoch, top, oldest, entry … }, an entry being { last offset, count, timestamp, lines };
 *       the first and the last entry may hold more messages than wanted
 */
export const READ = defineScript(
  'read',
  `${OLDEST_ENTRY}
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'due', 'ttl')
if not head[1] then return false end
local top, expiredUntil = tonumber(head[2]), 0
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if head[3] and now >= tonumber(head[3]) then expiredUntil = now - tonumber(head[4]) end
local first = oldestEntry(KEYS[2], expiredUntil)
local oldest = first and lastOffset(first) - countOf(first) + 1 or top + 1
local reply = { head[1], top, oldest }

local at = math.max(tonumber(ARGV[1]), oldest)
local last, bytes = at + tonumber(ARGV[2]) - 1, 0
local function take(from, to, count)
  local entries = redis.call('XRANGE', KEYS[2], text(from), to, 'COUNT', count)
  for _, entry in ipairs(entries) do
    at = lastOffset(entry) + 1
    bytes = bytes + #entry[2][4]
    reply[#reply + 1] = { at - 1, countOf(entry), stampOf(entry), entry[2][4] }
  end
  return #entries == count and bytes < tonumber(ARGV[3])
end
while at <= top and take(at, text(last), 16) do end
if at <= last and at <= top and bytes < tonumber(ARGV[3]) then take(at, '+', 1) end
return reply
`,
);
