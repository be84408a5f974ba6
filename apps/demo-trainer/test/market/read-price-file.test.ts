import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { PriceFileError } from '../../src/market/price-file-error.js';
import { readPriceFile } from '../../src/market/read-price-file.js';

const folder = mkdtempSync(join(tmpdir(), 'prices-'));
const file = join(folder, 'prices.csv');
afterAll(() => {
  rmSync(folder, { recursive: true });
});

function read(content: string | Uint8Array): number[] {
  writeFileSync(file, content);
  return [...readPriceFile(file).prices];
}

function refusal(content: string | Uint8Array): PriceFileError {
  try {
    read(content);
  } catch (error) {
    if (error instanceof PriceFileError) return error;
    throw error;
  }
  throw new Error('The file was accepted.');
}

describe('readPriceFile', () => {
  it.each([
    ['a close column', 'close\n1.1\n1.2\n'],
    ['a rate column', 'date,rate\n1999-01-04,1.1\n1999-01-05,1.2'],
    ['other columns and capitals', 'Open,High,Close\n1,2,1.1\n1,2,1.2\n'],
    ['a byte order mark and CRLF', '\uFEFFclose\r\n1.1\r\n1.2\r\n\r\n'],
    ['quoted fields', '"date","close, in dollars","close"\n"1999-01-04","a ""b""",1.1\n1999-01-05,x,"1.2"\n'],
    ['exponents and bare points', 'close\n11e-1\n 1.2 \n'],
  ])('accepts %s', (_, content) => {
    expect(read(content)).toEqual([1.1, 1.2]);
  });

  it.each([
    ['text', 'close\n1.1\nn/a\n1.2', 3, 'the price "n/a" is not a number above 0'],
    ['a negative price', 'close\n-1.1\n1.2', 2, 'the price "-1.1"'],
    ['a price of zero', 'close\n1.1\n0.0', 3, 'the price "0.0"'],
    ['an infinite price', 'close\n1.1\n1e999', 3, 'the price "1e999"'],
    ['a hexadecimal price', 'close\n1.1\n0x2', 3, 'the price "0x2"'],
    ['an empty price', 'date,close\n1999-01-04,1.1\n1999-01-05,', 3, 'the price ""'],
    ['a missing column', 'date,close\n1999-01-04,1.1\n1999-01-05\n', 3, '1 fields, the header 2'],
    ['a decimal comma', 'close\n1,1\n1.2\n', 2, '2 fields, the header 1'],
    ['an empty line', 'date,close\n1999-01-04,1\n\n1999-01-06,1\n', 3, '1 fields, the header 2'],
    ['an open quote', 'close\n1.1\n"1.2\n', 3, 'a quoted field is not closed'],
    ['a header without a price', 'date,price\n1999-01-04,1\n1999-01-05,1', 1, 'no column "close" or "rate"'],
    ['no header', '1.1\n1.2\n1.3', 1, 'no column "close" or "rate"'],
    ['an unclear date', 'date,close\n1999-01-04,1\n04/01/1999,1', 3, 'the date "04/01/1999"'],
    ['a day that does not exist', 'date,close\n1999-01-04,1\n1999-13-45,1', 3, 'the date "1999-13-45"'],
    ['newest first', 'date,close\n1999-01-05,1\n1999-01-04,1', 3, 'does not follow 1999-01-05'],
    ['a repeated date', 'date,close\n1999-01-05,1\n1999-01-05,1', 3, 'remove doubles'],
  ])('refuses %s with its line', (_, content, line, message) => {
    const error = refusal(content);
    expect(error.message).toContain(`${file}, line ${line}: `);
    expect(error.message).toContain(message);
    expect(error).toMatchObject({ file, line, code: 'BAD_PRICE_FILE' });
  });

  it.each([
    ['an empty file', '', 'the file is empty'],
    ['blank lines', '\uFEFF\n \n', 'the file is empty'],
    ['a header alone', 'close\n', 'it has 0 prices'],
    ['a single price', 'close\n1.1\n', 'it has 1 prices'],
    ['too many prices', `close\n${'1\n'.repeat(250_001)}`, 'it has 250001 prices'],
  ])('refuses %s as a whole', (_, content, message) => {
    const error = refusal(content);
    expect(error.message).toContain(message);
    expect(error.line).toBeUndefined();
  });

  it('refuses bytes that are not UTF-8 with their line', () => {
    const latin = Buffer.concat([Buffer.from('note,close\nok,1\ncaf'), Buffer.of(0xe9), Buffer.from(',1.1\n')]);
    expect(refusal(latin)).toMatchObject({ line: 3, message: expect.stringContaining('not UTF-8') });
    expect(refusal(Buffer.from('\uFEFFclose\n1\n2\n', 'utf16le')).message).toContain('not UTF-8');
  });

  it('refuses a missing file and a folder', () => {
    expect(() => readPriceFile(join(folder, 'absent.csv'))).toThrow(/cannot be read \(.*ENOENT/);
    expect(() => readPriceFile(folder)).toThrow(/cannot be read \(.*EISDIR/);
  });

  it('counts the bars of a year from the dates', () => {
    const hours = Array.from({ length: 24 * 30 }, (_, hour) => new Date(Date.UTC(2024, 0, 1, hour)).toISOString());
    read(`date,close\n${hours.map((hour) => `${hour},1.1`).join('\n')}`);
    expect(readPriceFile(file).barsPerYear).toBeCloseTo(24 * 365.25, 3);
    read('close\n1\n2\n');
    expect(readPriceFile(file).barsPerYear).toBe(252);
  });
});
