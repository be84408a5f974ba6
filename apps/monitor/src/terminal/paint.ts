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

type Codes = Readonly<Record<Role, string>>;

/** On a dark ground, such as #0d1117: contrast of at least 4.5 to 1. */
const ON_DARK: Codes = {
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

/** The same on white. */
const ON_LIGHT: Codes = {
  plain: '',
  strong: '1',
  muted: '38;2;82;96;117',
  faint: '38;2;102;115;138',
  accent: '38;2;21;88;192',
  ok: '38;2;11;110;71',
  warn: '38;2;138;83;0',
  error: '38;2;179;38;30',
  stale: '38;2;107;63;181',
};

/** What these are, the terminal decides, to go with its ground. */
const SIXTEEN: Codes = {
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
  const codes = colorDepth < 24 ? SIXTEEN : isLight(environment) ? ON_LIGHT : ON_DARK;
  return (role, text) => (codes[role] === '' || text === '' ? text : `\u001b[${codes[role]}m${text}${RESET}`);
}

/** What the user says, or else the terminal: some give the numbers of their colours, "<text>;<ground>", of which 7 and 15 are white. */
function isLight({ RUNWIRE_THEME, COLORFGBG }: PaintContext['environment']): boolean {
  if (RUNWIRE_THEME === 'light' || RUNWIRE_THEME === 'dark') return RUNWIRE_THEME === 'light';
  return /;(?:7|15)$/.test(COLORFGBG ?? '');
}
