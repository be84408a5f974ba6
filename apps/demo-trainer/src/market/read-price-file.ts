import { basename } from 'node:path';
import { PriceFileError } from './price-file-error.js';
import type { PriceSeries } from './price-series.js';
import { readTextLines } from './read-text-lines.js';
import { splitCsvLine } from './split-csv-line.js';

const MAX_PRICES = 250_000;
const PRICE_COLUMNS = ['close', 'rate'];
const DATE_COLUMN = 'date';
/** Digits with an optional decimal point and exponent: no sign, no thousands separator. */
const DECIMAL = /^(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const ISO_DATE = /^\d{4}-\d{2}-\d{2}(?:[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?(?:Z|[+-]\d{2}:\d{2})?$/;
const MS_PER_YEAR = 365.25 * 86_400_000;
/** Assumed when the file has no dates: trading days. */
const DAYS_PER_YEAR = 252;

/** Which columns of a file matter. */
interface Columns {
  readonly count: number;
  readonly price: number;
  /** −1 when there are no dates. */
  readonly date: number;
}

/** A line's fields and where they stand. */
interface Row {
  readonly fields: readonly string[];
  readonly file: string;
  readonly line: number;
}

/**
 * Reads prices, oldest first, from a CSV file in UTF-8 (with or without byte order mark, LF or CRLF, quoted or not).
 *
 * Its header names a column `close` or `rate` and may name `date` (ISO 8601, ascending, from which the bars per year
 * are counted; without dates 252 are assumed). Throws {@link PriceFileError} with the line number of the first bad row:
 * nothing is skipped or guessed.
 */
export function readPriceFile(file: string): PriceSeries {
  const [header = '', ...lines] = readTextLines(file);
  const columns = findColumns(readRow(header, { file, line: 1 }));
  if (lines.length < 2 || lines.length > MAX_PRICES) {
    throw new PriceFileError(`it has ${lines.length} prices; give between 2 and ${MAX_PRICES}.`, { file });
  }
  const rows = lines.map((line, at) => readRow(line, { file, line: at + 2 }));
  const prices = Float64Array.from(rows, (row) => readPrice(row, columns));
  return { name: basename(file), prices, barsPerYear: countBarsPerYear(rows, columns) };
}

function readRow(text: string, { file, line }: Omit<Row, 'fields'>): Row {
  const fields = splitCsvLine(text);
  if (fields === undefined) {
    throw new PriceFileError('a quoted field is not closed, or has text beside it; correct the quotes.', { file, line });
  }
  return { fields, file, line };
}

function findColumns({ fields, file, line }: Row): Columns {
  const names = fields.map((field) => field.toLowerCase());
  if (names.join('') === '') throw new PriceFileError('the file is empty; give a header and prices.', { file });
  const price = PRICE_COLUMNS.map((name) => names.indexOf(name)).find((index) => index >= 0);
  if (price === undefined) {
    const found = names.map((name) => JSON.stringify(name)).join(', ');
    throw new PriceFileError(`the header has ${found}, but no column "close" or "rate"; name one so.`, { file, line });
  }
  return { count: names.length, price, date: names.indexOf(DATE_COLUMN) };
}

function readPrice({ fields, file, line }: Row, columns: Columns): number {
  if (fields.length !== columns.count) {
    const problem = `it has ${fields.length} fields, the header ${columns.count}; give one value per column.`;
    throw new PriceFileError(problem, { file, line });
  }
  const text = fields[columns.price] ?? '';
  const price = DECIMAL.test(text) ? Number(text) : Number.NaN;
  if (Number.isFinite(price) && price > 0) return price;
  const problem = `the price ${JSON.stringify(text)} is not a number above 0 such as 1.0837; correct or remove the row.`;
  throw new PriceFileError(problem, { file, line });
}

function countBarsPerYear(rows: readonly Row[], columns: Columns): number {
  if (columns.date < 0) return DAYS_PER_YEAR;
  const times = rows.map((row) => readTime(row, columns.date));
  times.forEach((time, at) => {
    const [previous, row] = [rows[at - 1], rows[at]];
    if (previous && row && time <= (times[at - 1] ?? 0)) throw wrongOrder(previous, row, columns.date);
  });
  const years = ((times.at(-1) ?? 0) - (times[0] ?? 0)) / MS_PER_YEAR;
  return (rows.length - 1) / years;
}

function readTime({ fields, file, line }: Row, column: number): number {
  const text = fields[column] ?? '';
  const hasZone = /(?:Z|[+-]\d{2}:\d{2})$/.test(text);
  const withTime = text.length > 10 ? text.replace(' ', 'T') + (hasZone ? '' : 'Z') : text;
  const time = ISO_DATE.test(text) ? Date.parse(withTime) : Number.NaN;
  if (Number.isFinite(time)) return time;
  const problem = `the date ${JSON.stringify(text)} is not of the form 1999-01-31; correct it, or remove the column.`;
  throw new PriceFileError(problem, { file, line });
}

function wrongOrder(previous: Row, { fields, file, line }: Row, column: number): PriceFileError {
  const dates = `${fields[column] ?? ''} does not follow ${previous.fields[column] ?? ''}`;
  return new PriceFileError(`the date ${dates}; sort the rows, oldest first, and remove doubles.`, { file, line });
}
