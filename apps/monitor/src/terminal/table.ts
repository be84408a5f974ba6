import type { Paint, Role } from './paint.js';
import { cutText, fitText, textWidth } from './text-width.js';

export interface Cell {
  /** Escaped, without styles. */
  readonly text: string;
  readonly role?: Role | undefined;
  readonly align?: 'left' | 'right' | undefined;
}

const GAP = '  ';

/** Rows in aligned columns; what does not fit the width is cut at the right. */
export function tableLines(rows: readonly (readonly Cell[])[], { paint, columns }: { readonly paint: Paint; readonly columns: number }): readonly string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => textWidth(row[column]?.text ?? ''))));
  return rows.map((row) => lineOf(row, widths, paint, columns));
}

function lineOf(row: readonly Cell[], widths: readonly number[], paint: Paint, columns: number): string {
  let room = columns;
  let line = '';
  for (const [index, { text, role = 'plain', align }] of row.entries()) {
    if (room <= 0) break;
    const isLast = index === row.length - 1;
    const shown = cutText(isLast && align !== 'right' ? text : fitText(text, widths[index] ?? 0, align), room);
    line += paint(role, shown) + (isLast ? '' : GAP);
    room -= textWidth(shown) + GAP.length;
  }
  return line.trimEnd();
}
