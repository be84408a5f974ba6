import type { Fleet, FleetRun, Note } from '../fleet/fleet.js';
import { isTerminal } from '@runwire/events';
import { escapeText } from '../terminal/escape-text.js';
import { formatTime } from '../terminal/format-duration.js';
import type { Paint, Role } from '../terminal/paint.js';
import type { ScreenSize } from '../terminal/screen.js';
import { cutText, fitText, textWidth } from '../terminal/text-width.js';
import { runColumns, type RunColumns } from './run-columns.js';
import { nameWidth, runDetail, runLine } from './run-lines.js';

/** What surrounds the runs in the picture. */
export interface FleetFrame {
  readonly paint: Paint;
  readonly now: number;
  /** The key of the selected run. */
  readonly selected?: string | undefined;
  /** How the connection stands, in a word and a tone. */
  readonly connection: { readonly icon: string; readonly text: string; readonly tone: Role };
  /** The last line: which keys do what, or a question. */
  readonly footer: string;
  /** Said instead of runs while there are none. */
  readonly emptyText: string;
  /** A line under the title, such as the address of the dashboard. */
  readonly notice?: string | undefined;
}

const LEVEL_TONES: Readonly<Record<Note['level'], Role>> = { debug: 'faint', info: 'muted', warn: 'warn', error: 'error' };

/** The whole picture: title, runs around the selected one, the latest log lines, the keys. */
export function fleetPicture(fleet: Fleet, frame: FleetFrame, size: ScreenSize): readonly string[] {
  const head = [titleLine(fleet.runs, frame, size.columns), ...(frame.notice === undefined ? [] : [frame.paint('muted', ` ${cutText(frame.notice, size.columns - 1)}`)]), ''];
  const room = Math.max(1, size.rows - head.length - 1);
  const runs = runBlock(fleet.runs, frame, { columns: size.columns, rows: room });
  const log = logBlock(fleet.notes, frame, { columns: size.columns, rows: room - runs.length });
  const gap = Array.from({ length: Math.max(0, room - runs.length - log.length) }, () => '');
  return [...head, ...runs, ...gap, ...log, frame.paint('muted', cutText(` ${frame.footer}`, size.columns))];
}

/** The runs alone, as they are left on the ordinary screen when the view ends. */
export function fleetLines(runs: readonly FleetRun[], frame: FleetFrame, columns: number): readonly string[] {
  const layout = layoutFor(runs, columns);
  return runs.flatMap((run) => linesOf(run, layout, frame, 2));
}

function titleLine(runs: readonly FleetRun[], { paint, now, connection }: FleetFrame, columns: number): string {
  const right = `${connection.icon} ${connection.text}  ${formatTime(now)} `;
  const left = ` runwire  ${countText(runs)}`;
  const room = columns - textWidth(right);
  if (room < 12) return paint('strong', cutText(left, columns));
  const counts = fitText(left, room);
  return paint('strong', counts.slice(0, 8)) + paint('muted', counts.slice(8)) + paint(connection.tone, `${connection.icon} ${connection.text}`) + paint('muted', `  ${formatTime(now)} `);
}

function countText(runs: readonly FleetRun[]): string {
  const counts = new Map<string, number>();
  for (const { summary } of runs) counts.set(summary.state, (counts.get(summary.state) ?? 0) + 1);
  const states = [...counts].map(([state, count]) => `${String(count)} ${state}`).join(', ');
  return `${String(runs.length)} run${runs.length === 1 ? '' : 's'}${states === '' ? '' : `: ${states}`}`;
}

function runBlock(runs: readonly FleetRun[], frame: FleetFrame, size: ScreenSize): readonly string[] {
  if (runs.length === 0) return frame.emptyText.split('\n').map((line) => frame.paint('muted', ` ${cutText(line, size.columns - 1)}`));
  const height = runs.length * 3 <= size.rows - 3 ? 3 : runs.length * 2 <= size.rows - 3 ? 2 : 1;
  const capacity = Math.max(1, Math.floor(size.rows / height));
  const at = Math.max(0, runs.findIndex(({ summary }) => summary.key === frame.selected));
  const first = Math.min(Math.max(0, at - Math.floor(capacity / 2)), Math.max(0, runs.length - capacity));
  const shown = runs.slice(first, first + capacity);
  const layout = layoutFor(shown, size.columns);
  return shown.flatMap((run) => linesOf(run, layout, frame, height));
}

function linesOf(run: FleetRun, columns: RunColumns, frame: FleetFrame, height: number): readonly string[] {
  const options = { columns, paint: frame.paint, now: frame.now, isSelected: run.summary.key === frame.selected };
  return [runLine(run, options), runDetail(run, options), ''].slice(0, height);
}

function layoutFor(runs: readonly FleetRun[], columns: number): RunColumns {
  return runColumns(columns, Math.max(8, ...runs.map(nameWidth)));
}

function logBlock(notes: readonly Note[], frame: FleetFrame, { columns, rows }: ScreenSize): readonly string[] {
  if (rows < 4 || notes.length === 0) return [];
  const shown = notes.slice(-Math.min(rows - 2, 10));
  const runWidth = Math.min(20, Math.max(...shown.map(({ run }) => textWidth(run))));
  return [frame.paint('faint', `${'─'.repeat(2)} log ${'─'.repeat(Math.max(0, columns - 7))}`), ...shown.map((note) => noteLine(note, runWidth, frame.paint, columns)), ''];
}

function noteLine(note: Note, runWidth: number, paint: Paint, columns: number): string {
  const run = fitText(escapeText(note.run), columns < 60 ? 0 : runWidth);
  const head = ` ${formatTime(note.timestamp)} ${fitText(note.level, 5)} ${run}${run === '' ? '' : ' '}`;
  const text = cutText(escapeText(note.text), columns - textWidth(head));
  return paint('faint', head) + paint(LEVEL_TONES[note.level], text);
}

/** Whether every run is over. */
export function isAllOver(runs: readonly FleetRun[]): boolean {
  return runs.every(({ summary }) => summary.state !== 'stale' && isTerminal(summary.state));
}
