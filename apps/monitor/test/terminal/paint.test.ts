import { describe, expect, it } from '@jest/globals';
import { paintFor, type PaintContext } from '../../src/terminal/paint.js';

const terminal = (environment: PaintContext['environment'], colorDepth = 24): PaintContext => ({ isTerminal: true, colorDepth, environment });
const COLORED = ['muted', 'faint', 'accent', 'ok', 'warn', 'error', 'stale'] as const;

/** Red, green and blue of what is painted so. */
const colorOf = (context: PaintContext, role: (typeof COLORED)[number]): readonly number[] => (/38;2;([\d;]+)m/.exec(paintFor(context)(role, 'x'))?.[1] ?? '').split(';').map(Number);

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrast(a: readonly number[], b: readonly number[]): number {
  const [light = 0, dark = 0] = [luminance(a), luminance(b)].sort((one, other) => other - one);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('colours of a terminal', () => {
  it('are for those only that want them', () => {
    expect(paintFor(terminal({}))('ok', 'x')).toContain('\u001b[');
    for (const plain of [{ ...terminal({}), isTerminal: false }, terminal({ NO_COLOR: '1' }), terminal({ TERM: 'dumb' }), terminal({}, 1)]) {
      expect(paintFor(plain)('ok', 'x')).toBe('x');
    }
  });

  it.each([
    [{}, [13, 17, 23]],
    [{ COLORFGBG: '15;0' }, [13, 17, 23]],
    [{ COLORFGBG: '0;15' }, [255, 255, 255]],
    [{ COLORFGBG: '0;default;7' }, [255, 255, 255]],
    [{ RUNWIRE_THEME: 'light' }, [255, 255, 255]],
    [{ RUNWIRE_THEME: 'dark', COLORFGBG: '0;15' }, [13, 17, 23]],
  ])('can be read on the ground that %j tells of', (environment, ground) => {
    for (const role of COLORED) expect(contrast(colorOf(terminal(environment), role), ground)).toBeGreaterThanOrEqual(4.5);
  });
});
