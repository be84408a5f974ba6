/** Most characters of a foreign text that an error shows. */
const MAX_SHOWN = 80;

/** A foreign text for an error message: cut, quoted, and with what a terminal would obey or hide (controls, bidi, separators) escaped. */
export function quoted(text: string): string {
  const shown = text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 3)}...`;
  return JSON.stringify(shown).replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (char) => `\\u{${(char.codePointAt(0) ?? 0).toString(16)}}`);
}
