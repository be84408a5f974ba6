import { defineScript } from './script.js';
import { OLDEST_ENTRY } from './oldest-entry.js';

/**
 * Appends a batch of messages to one topic: state, history and live delivery in one atomic step.
 *
 * KEYS  1 head (of a batch that is not retained: the memory of the topic) · 2 log · 3 topic index · 4 key index ·
 *       then receipts and values, named below by their number
 * ARGV  1 place in which this batch is remembered: "<producer>:<anything>", taken by no other batch under way · 2 its sequence ·
 *       3, 4 place and sequence of the batch before, if that is under way, too; else "" and "" ·
 *       5 epoch to use if there is no head, and behind it, each after a space, epoch and offset of the newest message of the topic
 *         that was acknowledged to this producer, if it knows one ·
 *       6 messages to keep (0: retain nothing) · 7 ms to keep them · 8 ms to remember receipts · 9 ms to remember this batch ·
 *       10 channel · 11 topic · 12 PUBLISH, or SPUBLISH: the topic goes before the frame · 13 "1": keep the indexes
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
 * The head is epoch, offset, ttl, two moments on the server's clock (until `due` no message is too old, until `renew` both keys live
 * long enough), and the places of the batches: `<sequence> <timestamp> <first offset, or "=" and the outcomes>`. What is too old
 * before its key expires, readers leave out. Commands, numbers made texts, and functions are what costs time here, so what is
 * rarely needed is made where it is.
 */
export const APPEND = defineScript(
  'append',
  `
local function text(number) return string.format('%.0f', number) end
local head = redis.call('HMGET', KEYS[1], 'epoch', 'offset', 'due', 'ttl', 'renew', ARGV[1], ARGV[3])
if head[6] and string.find(head[6], ARGV[2] .. ' ', 1, true) == 1 then
  local stamp, outcomes = string.match(head[6], '^%d+ (%d+) (.*)$')
  local first = tonumber(outcomes)
  if first then return { tonumber(stamp), head[1] or '-', first } end
  return { tonumber(stamp), head[1] or '-', unpack(cmsgpack.unpack(string.sub(outcomes, 2))) }
end
if ARGV[3] ~= '' and not (head[7] and string.match(head[7], '^%d+') == ARGV[4]) then
  return redis.error_reply('OUTOFTURN the batch before was not appended yet')
end

local time = redis.call('TIME')
local stamp = time[1] .. string.sub('00000' .. time[2], -6, -4)
local now, retained, indexed = tonumber(stamp), ARGV[6] ~= '0', ARGV[13] == '1'
local epoch, offset, due, renew, isNew = '-', 0, 0, 0, false
if head[4] == ARGV[7] then due, renew = tonumber(head[3] or 0), tonumber(head[5]) end
if retained then
  isNew = not head[1]
  epoch, offset = head[1] or string.match(ARGV[5], '^%S+'), tonumber(head[2] or 0)
  if head[1] and string.find(ARGV[5], ' ', 1, true) then
    local knownEpoch, known = string.match(ARGV[5], '^%S+ (%S+) (%d+)$')
    if head[1] == knownEpoch then offset = math.max(offset, tonumber(known)) end
  end
end

local frame, outcomes, first, last, taken = {}, {}, retained and text(offset + 1) or '0', nil, 0
local function take(count, lines)
  frame[#frame + 1] = lines
  taken = taken + count
  if not retained then return 0 end
  if isNew then
    redis.call('DEL', KEYS[2])
    if indexed then redis.call('ZADD', KEYS[3], 0, ARGV[11]) end
    isNew, due, renew = false, now + tonumber(ARGV[7]), 0
  end
  offset = offset + count
  last = text(offset)
  local id = last .. '-' .. count
  -- Whole nodes are trimmed anyway, so now and then is often enough.
  if offset % 16 < count then redis.call('XADD', KEYS[2], 'MINID', '~', text(math.max(0, offset - tonumber(ARGV[6]) + 1)), id, 't', stamp, 'm', lines)
  else redis.call('XADD', KEYS[2], id, 't', stamp, 'm', lines) end
  return offset - count + 1
end

if ARGV[14] == 'lines' and not ARGV[17] then
  outcomes[1] = take(tonumber(ARGV[15]), ARGV[16])
else
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
        if redis.call('DEL', key) == 1 and indexed then redis.call('ZREM', KEYS[4], member) end
      else
        if indexed then redis.call('ZADD', KEYS[4], 0, member) end
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
    if receipt > 0 then redis.call('SET', KEYS[receipt], text(place) .. ' ' .. stamp, 'PX', ARGV[8]) end
    return place
  end

  local at = 14
  while ARGV[at] do
    if ARGV[at] == 'lines' then
      outcomes[#outcomes + 1] = take(tonumber(ARGV[at + 1]), ARGV[at + 2])
      at = at + 3
    else
      outcomes[#outcomes + 1] = takeOne(at)
      at = at + 4 + 7 * tonumber(ARGV[at + 3])
    end
  end
end

-- A single run, or message, was taken from the first offset on, or refused.
local memory = #outcomes == 1 and type(outcomes[1]) == 'number' and first or '=' .. cmsgpack.pack(outcomes)
memory = ARGV[2] .. ' ' .. stamp .. ' ' .. memory
if last then redis.call('HSET', KEYS[1], 'offset', last, ARGV[1], memory)
else redis.call('HSET', KEYS[1], ARGV[1], memory) end
if taken == 0 then
  if not head[5] then redis.call('PEXPIRE', KEYS[1], ARGV[9]) end
  return { now, epoch, unpack(outcomes) }
end

if now >= renew or (retained and now >= due) then
  local ttl, memoryMs = tonumber(ARGV[7]), tonumber(ARGV[9])
  local fields = redis.call('HGETALL', KEYS[1])
  for index = 1, #fields, 2 do
    local at = string.find(fields[index], ':', 1, true) and string.match(fields[index + 1], '^%d+ (%d+) ')
    if at and tonumber(at) + memoryMs <= now then redis.call('HDEL', KEYS[1], fields[index]) end
  end
  local spare = math.ceil(ttl / 4)
  local interval = retained and math.min(spare, memoryMs) or memoryMs
  redis.call('HSET', KEYS[1], 'ttl', ARGV[7], 'renew', text(now + interval))
  redis.call('PEXPIRE', KEYS[1], text(math.max(2 * ttl + spare + 1000, memoryMs + interval)))
  if retained then
    if now >= due then
      ${OLDEST_ENTRY}
      local oldest = oldestEntry(KEYS[2], now - ttl)
      redis.call('XTRIM', KEYS[2], 'MINID', oldest[1])
      due = stampOf(oldest) + ttl
    end
    redis.call('HSET', KEYS[1], 'epoch', epoch, 'due', text(due))
    redis.call('PEXPIRE', KEYS[2], text(ttl + spare))
  end
end
local header = 'rw1 ' .. epoch .. ' ' .. first .. ' ' .. stamp .. ' ' .. taken .. '\\n'
if ARGV[12] == 'SPUBLISH' then header = ARGV[11] .. '\\n' .. header end
redis.call(ARGV[12], ARGV[10], header .. (frame[2] and table.concat(frame, '\\n') or frame[1]))
return { now, epoch, unpack(outcomes) }
`,
);
