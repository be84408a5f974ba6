/** Where in a file, and what about it. */
interface Place {
  readonly file: string;
  /** Counted from 1, the header included; absent when the whole file is meant. */
  readonly line?: number;
  readonly cause?: unknown;
}

/** A price file that cannot be used as it is. */
export class PriceFileError extends Error {
  override readonly name = 'PriceFileError';
  readonly code = 'BAD_PRICE_FILE';
  readonly file: string;
  readonly line: number | undefined;

  constructor(problem: string, { file, line, cause }: Place) {
    const place = line === undefined ? file : `${file}, line ${line}`;
    super(`${place}: ${problem}`, cause === undefined ? {} : { cause });
    this.file = file;
    this.line = line;
  }
}
