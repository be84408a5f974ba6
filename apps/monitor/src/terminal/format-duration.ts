const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A stretch of time for people: `9 s`, `2:05`, `3 h 05`, `4 d 11 h`. */
export function formatDuration(ms: number): string {
  const whole = Math.max(0, ms);
  if (whole < MINUTE) return `${String(Math.floor(whole / SECOND))} s`;
  if (whole < HOUR) return `${String(Math.floor(whole / MINUTE))}:${two(Math.floor((whole % MINUTE) / SECOND))}`;
  if (whole < DAY) return `${String(Math.floor(whole / HOUR))} h ${two(Math.floor((whole % HOUR) / MINUTE))}`;
  return `${String(Math.floor(whole / DAY))} d ${String(Math.floor((whole % DAY) / HOUR))} h`;
}

/** A moment as local time of day: `14:22:10`. */
export function formatTime(timestamp: number): string {
  const moment = new Date(timestamp);
  return [moment.getHours(), moment.getMinutes(), moment.getSeconds()].map(two).join(':');
}

/** The milliseconds in a text such as `90s`, `5m`, `2h`, `1d`; a bare number counts as seconds. `undefined`: not a duration. */
export function parseDuration(text: string): number | undefined {
  const found = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)?$/.exec(text.trim());
  const units: Readonly<Record<string, number>> = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY };
  const unit = units[found?.[2] ?? 's'];
  return found?.[1] === undefined || unit === undefined ? undefined : Number(found[1]) * unit;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
