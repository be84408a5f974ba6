import { writeSync } from 'node:fs';
import type { WriteStream } from 'node:tty';

export interface ScreenSize {
  readonly columns: number;
  readonly rows: number;
}

/** The lines of one picture, styled, each at most `columns` wide; what exceeds `rows` is not shown. */
export type Picture = (size: ScreenSize) => readonly string[];

/** What a screen draws on. */
export type ScreenOutput = Pick<WriteStream, 'write' | 'columns' | 'rows' | 'writableNeedDrain' | 'on' | 'off'> & { readonly fd?: number };

// Alternate buffer, hidden cursor, no line wrapping; then all of it back.
const ENTER = '\u001b[?1049h\u001b[?25l\u001b[?7l\u001b[2J';
const LEAVE = '\u001b[?2026l\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l';
// Synchronised update: the terminal shows the whole picture at once, or ignores these.
const BEGIN = '\u001b[?2026h';
const END = '\u001b[?2026l';

/**
 * A full-screen picture in a terminal. At most `framesPerSecond` pictures are drawn, only lines that changed are written,
 * and none while the terminal has not taken the last. The terminal is given back however the process ends.
 */
export class Screen {
  readonly #output: ScreenOutput;
  readonly #picture: Picture;
  readonly #intervalMs: number;
  #shown: readonly string[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isOpen = false;

  constructor(output: ScreenOutput, picture: Picture, options: { readonly framesPerSecond?: number } = {}) {
    this.#output = output;
    this.#picture = picture;
    this.#intervalMs = 1_000 / (options.framesPerSecond ?? 8);
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    process.once('exit', this.#giveBack);
    this.#output.on('resize', this.#redraw);
    this.#output.write(ENTER);
    this.#draw();
  }

  /** Something changed: the next picture is drawn within a frame. Cheap, so call it for every event. */
  invalidate(): void {
    if (!this.#isOpen || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#draw();
    }, this.#intervalMs);
  }

  /** Gives the terminal back. Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    process.off('exit', this.#giveBack);
    this.#output.off('resize', this.#redraw);
    this.#output.write(LEAVE);
  }

  readonly #redraw = (): void => {
    this.#shown = [];
    this.#output.write('\u001b[2J');
    this.#draw();
  };

  /** On the way out of a crash nothing asynchronous runs any more. */
  readonly #giveBack = (): void => {
    try {
      writeSync(this.#output.fd ?? 1, LEAVE);
    } catch {
      this.#isOpen = false; // the terminal itself is gone
    }
  };

  #draw(): void {
    if (this.#output.writableNeedDrain) {
      this.invalidate();
      return;
    }
    const size = { columns: this.#output.columns, rows: this.#output.rows };
    const lines = this.#picture(size).slice(0, size.rows);
    const count = Math.max(lines.length, this.#shown.length);
    const changes = Array.from({ length: count }, (_, row) => (lines[row] === this.#shown[row] ? '' : moved(row, lines[row] ?? '')));
    const text = changes.join('');
    if (text !== '') this.#output.write(BEGIN + text + END);
    this.#shown = lines;
  }
}

function moved(row: number, line: string): string {
  return `\u001b[${String(row + 1)};1H${line}\u001b[0m\u001b[K`;
}
