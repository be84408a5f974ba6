import type { ReadStream } from 'node:tty';

/** A key by name, or the character it types. */
export type Key = 'up' | 'down' | 'escape' | 'enter' | 'interrupt' | (string & {});

const SEQUENCES: Readonly<Record<string, Key>> = {
  '\u001b[A': 'up',
  '\u001bOA': 'up',
  '\u001b[B': 'down',
  '\u001bOB': 'down',
  '\u001b': 'escape',
  '\r': 'enter',
  '\u0003': 'interrupt',
  '\u0004': 'interrupt',
};

/** Single keys from a terminal in raw mode. The mode is given back on `close`, and when the process exits. */
export class Keyboard {
  readonly #input: ReadStream;
  readonly #onKey: (key: Key) => void;
  #isOpen = false;

  constructor(input: ReadStream, onKey: (key: Key) => void) {
    this.#input = input;
    this.#onKey = onKey;
  }

  open(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#input.setRawMode(true);
    this.#input.on('data', this.#read);
    this.#input.resume();
    process.once('exit', this.#giveBack);
  }

  /** Idempotent. */
  close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    this.#input.off('data', this.#read);
    this.#giveBack();
    this.#input.pause();
    this.#input.unref();
    process.off('exit', this.#giveBack);
  }

  readonly #giveBack = (): void => {
    this.#input.setRawMode(false);
  };

  readonly #read = (data: Buffer): void => {
    const text = data.toString('utf8');
    const known = SEQUENCES[text];
    if (known !== undefined) this.#onKey(known);
    else if (!text.startsWith('\u001b')) for (const character of text) this.#onKey(SEQUENCES[character] ?? character);
  };
}
