import { defineScript } from './script.js';
import { OLDEST_ENTRY } from './oldest-entry.js';

/**
 * Appends a batch of messages to one topic: state, history and live delivery in one atomic step.
 *
 * KEYS  1 head · 2 log · 3 memory of this batch · 4 memory of the batch before · 5 topic index · 6 key index ·
 *       then receipts and values, named below by their number
 * ARGV  1 sequence of the batch · 2 sequence of the batch before, if that is under way, too; else "" ·
 *       3 epoch to use if there is no head, and behind it, each after a space, epoch and offset of the newest message of the topic
 *         that was acknowledged to this producer, if it knows one ·
 *       4 messages to keep (0: retain nothing) · 5 ms to keep them · 6 ms to remember receipts · 7 ms to remember this batch ·
 *       8 channel · 9 topic · 10 PUBLISH, or SPUBLISH: the topic goes before the frame · 11 "1": keep the indexes
 *       then the messages, in order, as
 *       "lines" count lines                       a run of messages without conditions
 *       "one" line receipt writes                 a single message; receipt: number of its key or 0; then per write
 *             value operation text ms condition expected key
 *             (number of its key · "set" or "delete" · JSON · TTL or 0 · "", "absent" or "equals" · JSON · member of the key index)
 * Reply { timestamp, epoch, outcome … }, an outcome for each run and single message:
 *       its first offset (0: not retained) · { "duplicate", offset, timestamp } · { "conflict", number of the write, current value }
 *
 * A batch sent again is answered from memory and does nothing. One that overtook the batch before it (that was refused, or
 * redirected) is refused with OUTOFTURN. Messages of a batch that are refused leave no hole. A fail-over that lost acknowledged
 * messages does: a head behind what this producer knows goes on behind that, so that whoever never had them sees what is missing.
 * An entry is `<offset of its last message>-<messages>`, fields t (timestamp) and m (lines), so trimming by MINID is exact or later.
 * The head is epoch, offset, ttl, and two moments on the server's clock: until `due` no message is too old, until `renew` both
 * keys live long enough. What is too old before its key expires, readers leave out.
 */
export const APPEND = defineScript(
  'append',
  `${OLDEST_ENTRY}
if redis.replicate_commands then redis.replicate_commands() end
local sequence, maxLength, ttl = ARGV[1], tonumber(ARGV[4]), tonumber(ARGV[5])
local retained, indexed = maxLength > 0, ARGV[11] == '1'
local function remembered(key, wanted)
  local known = redis.call('GET', key)
  return known and string.match(known, '^%d+') == wanted and known
end
local answer = remembered(KEYS[3], sequence)
if answer then return cmsgpack.unpack(string.sub(answer, #sequence + 2)) end
if ARGV[2] ~= '' and not remembered(KEYS[4], ARGV[2]) then
  return redis.error_reply('OUTOFTURN the batch before was not appended yet')
end

local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local epoch, offset, due, renew, isNew = '-', 0, 0, 0, false
local newEpoch, knownEpoch, known = string.match(ARGV[3], '^(%S+) (%S+) (%d+)$')
if retained then
  local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'due', 'ttl', 'renew')
  isNew = not head[1]
  epoch, offset = head[1] or newEpoch or ARGV[3], tonumber(head[2] or 0)
  if head[1] and head[1] == knownEpoch then offset = math.max(offset, tonumber(known)) end
  if head[4] == ARGV[5] then due, renew = tonumber(head[3]), tonumber(head[5]) end
end

local frame, first, taken = {}, offset + 1, 0
local function take(count, lines)
  frame[#frame + 1] = lines
  taken = taken + count
  if not retained then return 0 end
  if isNew then
    redis.call('DEL', KEYS[2])
    if indexed then redis.call('ZADD', KEYS[5], 0, ARGV[9]) end
    isNew, due, renew = false, now + ttl, 0
  end
  offset = offset + count
  redis.call('XADD', KEYS[2], 'MINID', '~', text(math.max(0, offset - maxLength + 1)), text(offset) .. '-' .. count, 't', text(now), 'm', lines)
  return offset - count + 1
end

local function conflict(at, writes)
  for number = 1, writes do
    local condition, key = ARGV[at + 4], tonumber(ARGV[at])
    if condition ~= '' then
      local current = redis.call('GET', KEYS[key])
      local holds = (condition == 'absent' and not current) or (condition == 'equals' and current == ARGV[at + 5])
      if not holds then return { 'conflict', number, current } end
    end
    at = at + 7
  end
end

local function write(at, writes)
  for _ = 1, writes do
    local key, member = KEYS[tonumber(ARGV[at])], ARGV[at + 6]
    if ARGV[at + 1] == 'delete' then
      if redis.call('DEL', key) == 1 and indexed then redis.call('ZREM', KEYS[6], member) end
    else
      if indexed then redis.call('ZADD', KEYS[6], 0, member) end
      if ARGV[at + 3] == '0' then redis.call('SET', key, ARGV[at + 2])
      else redis.call('SET', key, ARGV[at + 2], 'PX', ARGV[at + 3]) end
    end
    at = at + 7
  end
end

local function takeOne(at)
  local receipt, writes = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
  if receipt > 0 then
    local seen = redis.call('GET', KEYS[receipt])
    if seen then
      local seenOffset, seenAt = string.match(seen, '^(%d+) (%d+)$')
      return { 'duplicate', tonumber(seenOffset), tonumber(seenAt) }
    end
  end
  local refused = conflict(at + 4, writes)
  if refused then return refused end
  write(at + 4, writes)
  local place = take(1, ARGV[at + 1])
  if receipt > 0 then redis.call('SET', KEYS[receipt], text(place) .. ' ' .. text(now), 'PX', ARGV[6]) end
  return place
end

local reply, at = { now, epoch }, 12
while ARGV[at] do
  if ARGV[at] == 'lines' then
    reply[#reply + 1] = take(tonumber(ARGV[at + 1]), ARGV[at + 2])
    at = at + 3
  else
    reply[#reply + 1] = takeOne(at)
    at = at + 4 + 7 * tonumber(ARGV[at + 3])
  end
end

if taken > 0 then
  if retained then
    if now < due and now < renew then
      redis.call('HSET', KEYS[1], 'offset', text(offset))
    else
      if now >= due then
        local oldest = oldestEntry(KEYS[2], now - ttl)
        redis.call('XTRIM', KEYS[2], 'MINID', oldest[1])
        due = stampOf(oldest) + ttl
      end
      local spare = math.ceil(ttl / 4)
      redis.call('HSET', KEYS[1], 'epoch', epoch, 'offset', text(offset), 'due', text(due), 'ttl', ARGV[5], 'renew', text(now + spare))
      redis.call('PEXPIRE', KEYS[1], text(2 * ttl + spare + 1000))
      redis.call('PEXPIRE', KEYS[2], text(ttl + spare))
    end
  end
  local header = 'rw1 ' .. epoch .. ' ' .. (retained and text(first) or '0') .. ' ' .. text(now) .. ' ' .. taken
  if ARGV[10] == 'SPUBLISH' then header = ARGV[9] .. '\\n' .. header end
  redis.call(ARGV[10], ARGV[8], header .. '\\n' .. table.concat(frame, '\\n'))
end
redis.call('SET', KEYS[3], sequence .. ' ' .. cmsgpack.pack(reply), 'PX', ARGV[7])
return reply
`,
);
