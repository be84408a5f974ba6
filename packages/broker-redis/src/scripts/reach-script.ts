import { defineScript } from './script.js';

/**
 * Moves heads on that have fallen behind what was acknowledged: a fail-over, or a restart, has lost messages. What is published next gets
 * an offset of its own, and whoever never had the lost ones sees a hole.
 *
 * KEYS  heads
 * ARGV  for each head: "<epoch> <offset>" of the newest message that was acknowledged
 */
export const REACH = defineScript(
  'reach',
  `
for number, key in ipairs(KEYS) do
  local epoch, offset = string.match(ARGV[number], '^(%S+) (%d+)$')
  local head = redis.call('HMGET', key, 'epoch', 'offset')
  if head[1] == epoch and tonumber(head[2]) < tonumber(offset) then redis.call('HSET', key, 'offset', offset) end
end
`,
);
