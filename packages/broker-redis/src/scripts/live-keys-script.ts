import { defineScript } from './script.js';

/**
 * Which stored fields still exist; takes the others out of the index.
 *
 * KEYS  the values · last: the key index
 * ARGV  the keys, in the order of the values; none: leave the index alone
 * Reply for each value: 1 or 0
 */
export const LIVE_KEYS = defineScript(
  'live-keys',
  `
local reply = {}
for number = 1, #KEYS - 1 do
  reply[number] = redis.call('EXISTS', KEYS[number])
  if reply[number] == 0 and ARGV[number] then redis.pcall('ZREM', KEYS[#KEYS], ARGV[number]) end
end
return reply
`,
);
