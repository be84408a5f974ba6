import { describe, expect, it } from '@jest/globals';
import { formatDuration, parseDuration } from '../../src/terminal/format-duration.js';
import { formatCount, formatNumber } from '../../src/terminal/format-number.js';
import { paintNothing } from '../../src/terminal/paint.js';
import { progressBar } from '../../src/terminal/progress-bar.js';
import { sparkline } from '../../src/terminal/sparkline.js';
import { textWidth } from '../../src/terminal/text-width.js';

describe('numbers and durations for people', () => {
  it.each([
    [9_400, '9 s'],
    [125_000, '2:05'],
    [11_100_000, '3 h 05'],
    [385_200_000, '4 d 11 h'],
  ])('tells %d ms as %s', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });

  it('reads back what a person types, and refuses the rest', () => {
    expect([parseDuration('90s'), parseDuration('5m'), parseDuration('1.5h'), parseDuration('30')]).toEqual([90_000, 300_000, 5_400_000, 30_000]);
    expect([parseDuration('soon'), parseDuration('-1s'), parseDuration('')]).toEqual([undefined, undefined, undefined]);
  });

  it('has words for what is not finite', () => {
    expect([NaN, Infinity, -Infinity, 0, 12.345678, 1e-9, 123_456_789].map(formatNumber)).toEqual(['NaN', '∞', '−∞', '0', '12.346', '1.00e-9', '1.23e+8']);
    expect(formatCount(50_000)).toBe('50\u202f000');
  });
});

describe('bars and lines of text', () => {
  it('fills a bar to an eighth of a column and keeps its width', () => {
    for (const fraction of [-1, 0, 0.01, 0.5, 0.999, 1, 2]) expect(textWidth(progressBar(fraction, { width: 20, role: 'ok', paint: paintNothing }))).toBe(20);
    expect(progressBar(0.5, { width: 4, role: 'ok', paint: paintNothing })).toBe('██··');
  });

  it('shows the newest value of a sparkline, and marks what is not finite', () => {
    expect(sparkline([0, 1, 2, 3], 4)).toBe('▁▃▆█');
    expect(sparkline([1, NaN], 4)).toBe('▅×');
    expect(sparkline(Array.from({ length: 100 }, (_, index) => index), 10).at(-1)).toBe('█');
    expect(sparkline([], 10)).toBe('');
  });
});
