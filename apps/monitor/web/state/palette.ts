import type { Theme } from './theme.js';

/** The most runs drawn over each other: as many colours as colour-blind eyes can tell apart. */
export const MAX_OVERLAID = 8;

const SERIES: Readonly<Record<Theme, readonly string[]>> = {
  dark: ['#4d8efa', '#ec7d00', '#5efba5', '#cc7eac', '#ffff75', '#6c3cff', '#d2ffff', '#d11d39'],
  light: ['#062ef2', '#c98600', '#14a876', '#b00094', '#58172b', '#9f71fb', '#000039', '#ad2a24'],
};

/** The colour of the n-th overlaid run. */
export function seriesColor(theme: Theme, index: number): string {
  return SERIES[theme][index % MAX_OVERLAID] ?? 'gray';
}
