/**
 * Lua function, part of several scripts: the first entry of a log that is younger than a moment, by bisection (ids
 * are offsets, and timestamps ascend with them). An entry is `{ '<last offset>-<messages>', { 't', timestamp, 'm', lines } }`.
 */
export const OLDEST_ENTRY = `
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
`;
