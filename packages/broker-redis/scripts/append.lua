-- Runwire: appends messages to a topic. Keys, arguments and reply: docs/wire-format.md. Made from src/scripts/append-script.ts.
local call, terms, name, isRun = redis.call, ARGV[6], ARGV[2] .. ' ', not ARGV[12]
local head = call('HMGET', KEYS[1], 'epoch', 'offset', 'terms', 'until', ARGV[1], ARGV[3])
local epoch = head[1]
if head[5] and string.find(head[5], name, 1, true) == 1 then
  local stamp, outcomes = string.match(head[5], '^%d+ (%d+) (.*)$')
  if isRun then return 'rw1 ' .. (epoch or '-') .. ' ' .. outcomes .. ' ' .. stamp .. ' ' .. ARGV[10] end
  local first = tonumber(outcomes)
  if first then return { tonumber(stamp), epoch or '-', first } end
  return { tonumber(stamp), epoch or '-', unpack(cmsgpack.unpack(string.sub(outcomes, 2))) }
end
if ARGV[3] ~= '' and not (head[6] and string.match(head[6], '^%d+') == ARGV[4]) then
  return redis.error_reply('OUTOFTURN the batch before was not appended yet')
end

local time = call('TIME')
local stamp = time[1] .. string.sub('00000' .. time[2], -6, -4)
local retained, isNew, offset = string.byte(terms) ~= 48, not epoch, tonumber(head[2] or 0)
if not retained then epoch = '-'
elseif isNew then epoch = string.match(ARGV[1], '^[^:]+') .. '.' .. ARGV[2]
elseif ARGV[5] ~= '' and ARGV[5] ~= epoch .. ' ' .. head[2] then
  local known, knownOffset = string.match(ARGV[5], '^(%S+) (%d+)$')
  if known == epoch then offset = math.max(offset, tonumber(knownOffset)) end
end

local last
local function append(number, count, lines)
  if not retained then return end
  if isNew then
    call('DEL', KEYS[2])
    if string.sub(terms, -1) == '1' then call('ZADD', KEYS[3], 0, ARGV[9]) end
    isNew = false
  end
  offset = offset + number
  last = string.format('%d', offset)
  local id = last .. '-' .. count
  -- Whole nodes are trimmed anyway, so now and then is often enough.
  if offset % 16 < number then
    local kept = tonumber(string.match(terms, '^%d+'))
    call('XADD', KEYS[2], 'MINID', '~', string.format('%d', math.max(0, offset - kept + 1)), id, 't', stamp, 'm', lines)
  else call('XADD', KEYS[2], id, 't', stamp, 'm', lines) end
end

local first, lines, taken, outcomes, memory
if isRun then
  taken, lines = ARGV[10], ARGV[11]
  local number = tonumber(taken)
  append(number, taken, lines)
  if not retained then first = '0'
  elseif number == 1 then first = last
  else first = string.format('%d', offset - number + 1) end
  memory = name .. stamp .. ' ' .. first
else
  local _, _, receiptMs, _, indexed = string.match(terms, '^(%d+) (%d+) (%d+) (%d+) (%d)$')
  local frame, offsetBefore = {}, offset
  outcomes, taken = {}, 0

  local function take(count, lines)
    local number = tonumber(count)
    frame[#frame + 1] = lines
    taken = taken + number
    append(number, count, lines)
    return retained and offset - number + 1 or 0
  end

  local function conflict(at, writes)
    for number = 1, writes do
      local condition, key = ARGV[at + 4], tonumber(ARGV[at])
      if condition ~= '' then
        local current = call('GET', KEYS[key])
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
        if call('DEL', key) == 1 and indexed == '1' then call('ZREM', KEYS[4], member) end
      else
        if indexed == '1' then call('ZADD', KEYS[4], 0, member) end
        if ARGV[at + 3] == '0' then call('SET', key, ARGV[at + 2])
        else call('SET', key, ARGV[at + 2], 'PX', ARGV[at + 3]) end
      end
      at = at + 7
    end
  end

  local function takeOne(at)
    local receipt, writes = tonumber(ARGV[at + 2]), tonumber(ARGV[at + 3])
    if receipt > 0 then
      local seen = call('GET', KEYS[receipt])
      if seen then
        local seenOffset, seenAt = string.match(seen, '^(%d+) (%d+)$')
        return { 'duplicate', tonumber(seenOffset), tonumber(seenAt) }
      end
    end
    local refused = conflict(at + 4, writes)
    if refused then return refused end
    write(at + 4, writes)
    local place = take('1', ARGV[at + 1])
    if receipt > 0 then call('SET', KEYS[receipt], string.format('%d', place) .. ' ' .. stamp, 'PX', receiptMs) end
    return place
  end

  local at = 10
  while ARGV[at] do
    if ARGV[at] ~= 'one' then
      outcomes[#outcomes + 1] = take(ARGV[at], ARGV[at + 1])
      at = at + 2
    else
      outcomes[#outcomes + 1] = takeOne(at)
      at = at + 4 + 7 * tonumber(ARGV[at + 3])
    end
  end
  lines = table.concat(frame, '\n')
  first = retained and string.format('%d', offsetBefore + 1) or '0'
  -- A single message was taken from the first offset on, or refused.
  memory = name .. stamp .. ' ' .. (#outcomes == 1 and type(outcomes[1]) == 'number' and first or '=' .. cmsgpack.pack(outcomes))
end

if last then call('HSET', KEYS[1], 'offset', last, ARGV[1], memory)
else call('HSET', KEYS[1], ARGV[1], memory) end
if taken == 0 then
  if not head[4] then call('PEXPIRE', KEYS[1], string.match(terms, ' (%d+) %d$')) end
  return { tonumber(stamp), head[1] or '-', unpack(outcomes) }
end

if head[3] ~= terms or stamp >= head[4] then
  local ttlText, memoryText = string.match(terms, ' (%d+) %d+ (%d+) ')
  local now, ttl, memoryMs = tonumber(stamp), tonumber(ttlText), tonumber(memoryText)
  local fields, due = call('HGETALL', KEYS[1]), now + ttl
  for index = 1, #fields, 2 do
    local field, value = fields[index], fields[index + 1]
    if field == 'due' then due = math.min(due, tonumber(value))
    elseif field == 'ttl' and value ~= ttlText then due = 0
    elseif string.find(field, ':', 1, true) then
      local at = string.match(value, '^%d+ (%d+) ')
      if at and tonumber(at) + memoryMs <= now then call('HDEL', KEYS[1], field) end
    end
  end
  local spare = math.ceil(ttl / 4)
  local interval = retained and math.min(spare, memoryMs) or memoryMs
  call('HSET', KEYS[1], 'terms', terms, 'until', string.format('%d', now + interval))
  call('PEXPIRE', KEYS[1], string.format('%d', math.max(2 * ttl + spare + 1000, memoryMs + interval)))
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
      call('XTRIM', KEYS[2], 'MINID', oldest[1])
      due = stampOf(oldest) + ttl
    end
    call('HSET', KEYS[1], 'epoch', epoch, 'ttl', ttlText, 'due', string.format('%d', due))
    call('PEXPIRE', KEYS[2], string.format('%d', ttl + spare))
  end
end

local header = 'rw1 ' .. epoch .. ' ' .. first .. ' ' .. stamp .. ' ' .. taken
if ARGV[8] == 'SPUBLISH' then call('SPUBLISH', ARGV[7], ARGV[9] .. '\n' .. header .. '\n' .. lines)
else call('PUBLISH', ARGV[7], header .. '\n' .. lines) end
if isRun then return header end
return { tonumber(stamp), epoch, unpack(outcomes) }
