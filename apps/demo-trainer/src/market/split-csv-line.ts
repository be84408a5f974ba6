/** One field with the comma or end that follows: quoted, where "" stands for a quote, or plain. */
const FIELD = /\s*(?:"((?:[^"]|"")*)"\s*|([^",]*))(,|$)/y;

/** The trimmed fields of one line of RFC 4180 CSV; undefined when its quotes do not match. */
export function splitCsvLine(line: string): string[] | undefined {
  const fields: string[] = [];
  FIELD.lastIndex = 0;
  for (;;) {
    const match = FIELD.exec(line);
    if (match === null) return undefined;
    const [, quoted, plain, separator] = match;
    fields.push((quoted?.replaceAll('""', '"') ?? plain ?? '').trim());
    if (separator === '') return fields;
  }
}
