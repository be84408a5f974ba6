import type { Paint, Role } from './paint.js';

const EIGHTHS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

export interface BarStyle {
  /** Columns. */
  readonly width: number;
  readonly role: Role;
  readonly paint: Paint;
}

/** A bar of `width` columns filled to `fraction` (0 to 1), to an eighth of a column. */
export function progressBar(fraction: number, { width, role, paint }: BarStyle): string {
  const eighths = Math.round(Math.min(1, Math.max(0, fraction)) * width * 8);
  const filled = '█'.repeat(Math.floor(eighths / 8)) + (EIGHTHS[eighths % 8] ?? '');
  return paint(role, filled) + paint('faint', '·'.repeat(width - Math.ceil(eighths / 8)));
}
