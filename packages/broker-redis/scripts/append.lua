-- Runwire: appends messages to a topic. Keys, arguments and reply: docs/wire-format.md. Made from src/scripts/append-script.ts.
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
      
local function lastOffset(entry) return tonumber(string.match(entry[1], '^%d+')) end
local function countOf(entry) return tonumber(string.match(entry[1], '%d+$')) end
local function stampOf(entry) return tonumber(entry[2][2]) end
local function text(number) return string.format('%.0f', number) end
local function oldestEntry(log, expiredUntil)
  local function at(id) return redis.call('XRANGE', log, id, '+', 'COUNT', 1)[1] end
  local function isExpired(entry) return stampOf(entry) <= expiredUntil end
  local first = at('-')
  if not first or not isExpired(first) then return first end
  local last = redis.call('XREVRANGE', log, '+', '-', 'COUNT', 1)[1]
  if isExpired(last) then return nil end
  local low, high = lastOffset(first), lastOffset(last)
  while high - low > 1 do
    local middle = math.floor((low + high) / 2)
    local entry = at(text(middle))
    if isExpired(entry) then low = lastOffset(entry) else high = middle end
  end
  return at(text(high))
end

      local oldest = oldestEntry(KEYS[2], now - ttl)
      redis.call('XTRIM', KEYS[2], 'MINID', oldest[1])
      due = stampOf(oldest) + ttl
    end
    redis.call('HSET', KEYS[1], 'epoch', epoch, 'due', text(due))
    redis.call('PEXPIRE', KEYS[2], text(ttl + spare))
  end
end
local header = 'rw1 ' .. epoch .. ' ' .. first .. ' ' .. stamp .. ' ' .. taken .. '\n'
if ARGV[12] == 'SPUBLISH' then header = ARGV[11] .. '\n' .. header end
redis.call(ARGV[12], ARGV[10], header .. (frame[2] and table.concat(frame, '\n') or frame[1]))
return { now, epoch, unpack(outcomes) }
