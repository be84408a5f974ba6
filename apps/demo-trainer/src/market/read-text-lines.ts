import { isUtf8 } from 'node:buffer';
import { readFileSync, statSync } from 'node:fs';
import { PriceFileError } from './price-file-error.js';

const MAX_BYTES = 64 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The lines of a UTF-8 file without their ends (LF or CRLF), a byte order mark, and empty lines at the end. */
export function readTextLines(file: string): string[] {
  const text = decode(readBytes(file), file);
  return text.replace(/\s+$/, '').split(/\r?\n/);
}

function readBytes(file: string): Buffer {
  try {
    const { size } = statSync(file);
    if (size <= MAX_BYTES) return readFileSync(file);
    throw new PriceFileError(`it has ${size} bytes; at most ${MAX_BYTES} are read, so give a shorter period.`, { file });
  } catch (cause) {
    if (cause instanceof PriceFileError) throw cause;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new PriceFileError(`it cannot be read (${reason}); check the path and its permissions.`, { file, cause });
  }
}

function decode(bytes: Buffer, file: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const line = lineThatIsNotUtf8(bytes);
    throw new PriceFileError('the text is not UTF-8; save the file as UTF-8.', { file, line, cause });
  }
}

function lineThatIsNotUtf8(bytes: Buffer): number {
  let line = 1;
  let start = 0;
  for (let end = bytes.indexOf(NEWLINE); end !== -1; end = bytes.indexOf(NEWLINE, start)) {
    if (!isUtf8(bytes.subarray(start, end))) return line;
    line += 1;
    start = end + 1;
  }
  return line;
}
