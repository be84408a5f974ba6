import { readFileSync } from 'node:fs';

import { Redis } from 'ioredis';

/** Clock ticks a second in /proc, the same on every Linux. */
const TICKS = 100;

/** Reads how much processor time a contender's server has used so far, microseconds. `NaN` where the system does not tell. */
export function openCpuMeter({ server = 'redis' }, context) {
  return server === 'nats' ? natsMeter(context.nats) : redisMeter(context.redis);
}

function redisMeter({ port }) {
  const client = new Redis({ port });
  return async () => {
    const info = await client.info('cpu');
    const seconds = (name) => Number(new RegExp(`${name}:([\\d.]+)`).exec(info)?.[1]);
    return (seconds('used_cpu_user') + seconds('used_cpu_sys')) * 1e6;
  };
}

function natsMeter({ pid }) {
  return () => {
    if (process.platform !== 'linux') return NaN;
    // Behind the name in brackets: user time is the 12th field, system time the 13th.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return ((Number(fields[11]) + Number(fields[12])) / TICKS) * 1e6;
  };
}
