/** Columns given to each part of a run's line; 0 leaves the part out. */
export interface RunColumns {
  readonly total: number;
  readonly state: number;
  readonly name: number;
  readonly bar: number;
  readonly time: number;
  readonly headline: number;
  readonly trend: number;
  /** Where the second line begins: under the name. */
  readonly indent: number;
}

const STATE = 9;
const TIME = 12;
const HEADLINE = 9;
/** With the space before it. */
const SHORTEST_BAR = 8;

/** Shares a terminal's width out: what matters least leaves first, so that 30 columns still show name and percent. */
export function runColumns(total: number, longestName: number): RunColumns {
  const state = total >= 56 ? STATE : 0;
  const time = total >= 72 ? TIME : 0;
  const headline = total >= 64 ? HEADLINE : 0;
  const wantsTrend = total >= 96;
  const fixed = 2 + 2 + state + 6 + (time + headline > 0 ? time + headline + 2 : 0) + 2;
  const free = Math.max(8, total - fixed);
  const name = Math.min(longestName, Math.max(8, wantsTrend ? Math.floor(free * 0.5) : free - SHORTEST_BAR));
  const rest = free - name;
  const bar = rest < 6 ? 0 : Math.min(32, wantsTrend ? Math.floor(rest * 0.55) : rest - 1);
  const trend = wantsTrend ? Math.min(40, Math.max(0, rest - bar - 2)) : 0;
  return { total, state, name, bar, time, headline, trend, indent: 5 + state };
}
