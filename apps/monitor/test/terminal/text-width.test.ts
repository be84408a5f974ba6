import { describe, expect, it } from '@jest/globals';
import { cutMiddle, cutText, fitText, textWidth } from '../../src/terminal/text-width.js';

describe('text of a given width', () => {
  it('counts wide characters as two columns and combining ones as none', () => {
    expect(textWidth('語a')).toBe(3);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('🚀')).toBe(2);
  });

  it('cuts with an ellipsis and never exceeds the width', () => {
    expect(cutText('training', 5)).toBe('trai…');
    expect(textWidth(cutText('語語語', 4))).toBeLessThanOrEqual(4);
    expect(cutText('x', 0)).toBe('');
  });

  it('cuts in the middle where the end tells names apart', () => {
    expect(cutMiddle('eurusd: learning-rate 0.001, seed 4', 16)).toBe('eurusd: … seed 4');
    expect(textWidth(cutMiddle('語語語語語語語語', 7))).toBeLessThanOrEqual(7);
  });

  it('fills up to the width on the side asked for', () => {
    expect(fitText('ab', 4)).toBe('ab  ');
    expect(fitText('ab', 4, 'right')).toBe('  ab');
  });
});
