/** Text of at most `maxLength` UTF-16 code units. What is cut is counted at its end, and no surrogate pair is split. */
export function boundedText(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const mark = `… [${String(text.length)} characters, cut]`;
  const kept = text.slice(0, Math.max(0, maxLength - mark.length));
  const whole = /[\uD800-\uDBFF]$/.test(kept) ? kept.slice(0, -1) : kept;
  return whole + mark;
}
