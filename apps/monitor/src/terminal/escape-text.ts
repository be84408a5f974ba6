/**
 * Everything a terminal, or the eye, could take for more than text: C0 and C1 controls, bidirectional overrides, invisible
 * characters, line separators, tags, and lone surrogates.
 * Source: ECMA-48; Unicode UAX #9 and TR36.
 */
// eslint-disable-next-line no-control-regex
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]|\p{Cs}/gu;

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\u001b': '\\e' };

/** Text from elsewhere made harmless on one line of a terminal: what is not plainly visible is spelled out, as `\e` or `\u202e`. */
export function escapeText(text: string): string {
  return text.replaceAll(UNSAFE, spell);
}

/** The same for text of several lines, a stack trace say: its line breaks and tabs stay. */
export function escapeLines(text: string): string {
  return text
    .split(/\r?\n/)
    .map((line) => escapeText(line.replaceAll('\t', '    ')))
    .join('\n');
}

function spell(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return SHORT[character] ?? (code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`);
}
