import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyCharacter } from '../../../../tools/testing/any-character.js';
import { escapeLines, escapeText } from '../../src/terminal/escape-text.js';

describe('escapeText', () => {
  it('leaves ordinary text of any language alone', () => {
    for (const text of ['reward 12.5 at step 3', 'Größe é 語 🚀', 'a\u0301']) expect(escapeText(text)).toBe(text);
  });

  it.each([
    ['\u001b[31mred\u001b[0m', '\\e[31mred\\e[0m'],
    ['\u009b2J', '\\u009b2J'],
    ['user\u202egnp.exe', 'user\\u202egnp.exe'],
    ['a\nb\tc\rd', 'a\\nb\\tc\\rd'],
    ['zero\u200bwidth', 'zero\\u200bwidth'],
    ['\ud800', '\\ud800'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
  ])('spells out what could steer a terminal or deceive the eye: %j', (text, escaped) => {
    expect(escapeText(text)).toBe(escaped);
  });

  it('never lets a control character through', () => {
    fc.assert(
      fc.property(fc.string({ unit: anyCharacter }), (text) => {
        expect(escapeText(text)).not.toMatch(/[\p{Cc}\p{Cs}\u202a-\u202e\u2066-\u2069]/u);
      }),
    );
  });

  it('keeps the lines of a stack, and nothing else', () => {
    expect(escapeLines('Error: x\r\n\tat \u001b[1mf')).toBe('Error: x\n    at \\e[1mf');
  });
});
