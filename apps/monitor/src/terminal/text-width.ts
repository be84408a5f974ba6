/** East Asian wide and fullwidth ranges, and pictures shown as pictures: two columns each (Unicode UAX #11, roughly). */
const WIDE = /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{1f300}-\u{1f64f}\u{1f900}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const COMBINING = /^\p{Mark}$/u;
const ASCII = /^[\x20-\x7e]*$/;

/** How many columns of a terminal the text takes; it must be escaped and unstyled. */
export function textWidth(text: string): number {
  if (ASCII.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The text cut to `width` columns, with `…` where something is missing. */
export function cutText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  if (width < 1) return '';
  let room = width - 1;
  let cut = '';
  for (const character of text) {
    room -= characterWidth(character);
    if (room < 0) break;
    cut += character;
  }
  return `${cut}…`;
}

/** The text cut to `width` columns with `…` in its middle: what tells similar names apart is often at their end. */
export function cutMiddle(text: string, width: number): string {
  if (textWidth(text) <= width || width < 5) return cutText(text, width);
  const characters = Array.from(text);
  const tail: string[] = [];
  const room = Math.floor((width - 1) / 2);
  for (let used = 0; characters.length > 0; ) {
    const last = characters.at(-1) ?? '';
    used += characterWidth(last);
    if (used > room) break;
    tail.unshift(last);
    characters.pop();
  }
  return cutText(text, width - textWidth(tail.join(''))) + tail.join('');
}

/** The text cut or filled with spaces to exactly `width` columns. */
export function fitText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const cut = cutText(text, width);
  const space = ' '.repeat(Math.max(0, width - textWidth(cut)));
  return align === 'left' ? cut + space : space + cut;
}

function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}
