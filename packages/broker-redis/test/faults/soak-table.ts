import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import type { FaultRow } from './fault-row.js';
import type { Report } from './traffic.js';

const DOCUMENT = new URL('../../../../docs/reliability.md', import.meta.url);
const [BEGIN, END] = ['<!-- soak -->', '<!-- /soak -->'];

/** All runs of one row. */
export interface Tally {
  readonly row: FaultRow;
  readonly runs: number;
  readonly reports: readonly Report[];
  /** Runs that did not hold what they must. */
  readonly failures: number;
}

const HEAD = ['fault', 'runs', 'failed', 'published', 'owed', 'delivered', 'missed, reported', 'lost in silence', 'doubled', 'disordered', 'time to recover: median, longest'];

/** Markdown. */
export function renderTable(tallies: readonly Tally[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(HEAD), line(HEAD.map((_, index) => (index === 0 ? '---' : '---:'))), ...tallies.map((tally) => line(cellsOf(tally)))].join('\n');
}

function cellsOf({ row, runs, reports, failures }: Tally): readonly string[] {
  const total = (field: 'published' | 'owed' | 'delivered' | 'missed' | 'lost' | 'doubled' | 'disordered'): string =>
    reports.reduce((all, report) => all + report[field], 0).toLocaleString('en-US');
  const counts = (['published', 'owed', 'delivered', 'missed', 'lost', 'doubled', 'disordered'] as const).map(total);
  return [row.fault, String(runs), String(failures), ...counts, recovery(reports)];
}

function recovery(reports: readonly Report[]): string {
  const sorted = reports.flatMap(({ recoveriesMs }) => recoveriesMs).sort((a, b) => a - b);
  const [median, longest] = [sorted[Math.floor(sorted.length / 2)], sorted.at(-1)];
  return median === undefined || longest === undefined ? '–' : `${seconds(median)}, ${seconds(longest)}`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(2)} s`;

/** What the runs were made on. */
export function describeMachine(): string {
  return `Node ${process.versions.node}, ${process.platform} ${process.arch}, ${String(availableParallelism())} cores; load average at the end ${String(loadavg()[0]?.toFixed(1))}.`;
}

/** Puts the rows into docs/reliability.md, between the markers, in place of what was measured of them before. */
export function writeTable(tallies: readonly Tally[], order: readonly FaultRow[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from === -1 || to < from) throw new Error(`docs/reliability.md has no place between "${BEGIN}" and "${END}".`);
  const rows = new Map([...linesOf(text.slice(from, to)), ...linesOf(renderTable(tallies))]);
  const table = [renderTable([]), ...order.flatMap(({ fault }) => rows.get(fault) ?? [])].join('\n');
  writeFileSync(DOCUMENT, `${text.slice(0, from + BEGIN.length)}\n\n${table}\n\n${describeMachine()}\n\n${text.slice(to)}`);
}

/** The rows of a table, by their first cell. */
const linesOf = (table: string): readonly (readonly [fault: string, line: string])[] =>
  table.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| ---')).map((line) => [line.split(' | ')[0]?.slice(2) ?? '', line]);
