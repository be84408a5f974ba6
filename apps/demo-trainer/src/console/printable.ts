/** Controls, format characters (bidirectional overrides among them), separators other than the space, lone surrogates. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** Text from elsewhere, made harmless on one line of a terminal: what is not plainly visible is spelled out. */
export function printable(text: string): string {
  return text.replaceAll(UNSAFE, (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`);
}
