/** What a piece of text means; the colours follow from it. */
export type Role = 'plain' | 'strong' | 'muted' | 'faint' | 'accent' | 'ok' | 'warn' | 'error' | 'stale';

/** Colours a piece of text by its meaning, or leaves it alone where colours are not wanted. */
export type Paint = (role: Role, text: string) => string;

/** What decides about colours: the terminal and the environment. */
export interface PaintContext {
  readonly isTerminal: boolean;
  /** Bits of colour, as `WriteStream.getColorDepth()` tells: 1, 4, 8 or 24. */
  readonly colorDepth: number;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

const RESET = '\u001b[0m';

const TRUE_COLOR: Readonly<Record<Role, string>> = {
  plain: '',
  strong: '1',
  muted: '38;2;159;171;191',
  faint: '38;2;125;138;158',
  accent: '38;2;108;176;255',
  ok: '38;2;69;208;147',
  warn: '38;2;242;185;68',
  error: '38;2;255;123;123',
  stale: '38;2;195;163;255',
};

const SIXTEEN: Readonly<Record<Role, string>> = {
  plain: '',
  strong: '1',
  muted: '2',
  faint: '2',
  accent: '94',
  ok: '32',
  warn: '33',
  error: '91',
  stale: '95',
};

/** Colours off: https://no-color.org. */
export const paintNothing: Paint = (_, text) => text;

/** The paint for a terminal; none when output is piped, `NO_COLOR` is set or the terminal is dumb. */
export function paintFor({ isTerminal, colorDepth, environment }: PaintContext): Paint {
  const isRefused = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  if (!isTerminal || isRefused || colorDepth < 4) return paintNothing;
  const codes = colorDepth >= 24 ? TRUE_COLOR : SIXTEEN;
  return (role, text) => (codes[role] === '' || text === '' ? text : `\u001b[${codes[role]}m${text}${RESET}`);
}
