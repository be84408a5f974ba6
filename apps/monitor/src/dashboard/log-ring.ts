import type { LogLine } from './protocol.js';

const MAX_LINES = 1_000;
const MAX_CHARACTERS = 1_000_000;

/** The last lines of a log, bounded in number and in size. */
export class LogRing {
  readonly #lines: LogLine[] = [];
  #characters = 0;
  #count = 0;

  /** Oldest first. */
  get lines(): readonly LogLine[] {
    return this.#lines;
  }

  /** Adds a line and gives it its number. */
  add(draft: Omit<LogLine, 'number'>): LogLine {
    this.#count += 1;
    const line = { ...draft, number: this.#count };
    this.#lines.push(line);
    this.#characters += sizeOf(line);
    while (this.#lines.length > MAX_LINES || (this.#characters > MAX_CHARACTERS && this.#lines.length > 1)) this.#drop();
    return line;
  }

  #drop(): void {
    const oldest = this.#lines.shift();
    if (oldest !== undefined) this.#characters -= sizeOf(oldest);
  }
}

function sizeOf({ text, stack = '' }: LogLine): number {
  return text.length + stack.length;
}
