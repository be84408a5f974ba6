import type { Standing } from '../experiment/experiment-event.js';
import type { Metrics } from '../experiment/metrics.js';

/** What a bar shows. */
export interface BarState {
  readonly id: string;
  readonly standing: Standing;
  /** Of the last update; empty before the first. */
  readonly metrics: Metrics;
  readonly isPaused: boolean;
}

const MAX_BAR_COLUMNS = 30;
const MIN_BAR_COLUMNS = 6;
const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** `ppo-x7k2m9-1  ████▌·····  45 %  22528/50000  6120/s  ETA 5 s  reward 3.10`, shorter than `columns`. */
export function progressLine(bar: BarState, columns: number): string {
  const { step, totalSteps } = bar.standing;
  const text = [`${String(Math.floor((step / totalSteps) * 100)).padStart(3)} %`, `${step}/${totalSteps}`, ...detailsOf(bar)].join('  ');
  const room = columns - bar.id.length - text.length - 5;
  const width = Math.min(MAX_BAR_COLUMNS, room);
  const line = width < MIN_BAR_COLUMNS ? `${bar.id}  ${text}` : `${bar.id}  ${drawBar(step / totalSteps, width)}  ${text}`;
  return line.slice(0, columns - 1);
}

function detailsOf({ standing, metrics, isPaused }: BarState): readonly string[] {
  const speed = metrics['time/fps'];
  const reward = metrics['rollout/ep_rew_mean'];
  const secondsLeft = speed === undefined ? undefined : (standing.totalSteps - standing.step) / speed;
  return [
    ...(speed === undefined ? [] : [`${Math.round(speed)}/s`]),
    ...(isPaused ? ['paused'] : secondsLeft === undefined ? [] : [`ETA ${Math.ceil(secondsLeft)} s`]),
    ...(reward === undefined ? [] : [`reward ${reward.toFixed(2)}`]),
  ];
}

/** Filled to an eighth of a column. */
function drawBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, share) * width * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return filled + '·'.repeat(width - filled.length);
}
