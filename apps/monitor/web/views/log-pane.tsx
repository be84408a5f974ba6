import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { VNode } from 'preact';
import type { LogLine } from '../../src/dashboard/protocol.js';
import type { RunSummary } from '../../src/fleet/run-summary.js';
import { formatTime } from '../../src/terminal/format-duration.js';
import { dashboard } from '../state/app-state.js';
import { seriesColor } from '../state/palette.js';
import { theme } from '../state/theme.js';

const LEVELS = ['debug', 'info', 'warn', 'error'] as const;
/** As many lines as are drawn; the search looks through all that are loaded. */
const MAX_DRAWN = 300;

interface RunLine {
  readonly run: RunSummary;
  readonly line: LogLine;
}

/** The log of the runs in sight: filter by level, search, and the newest line always in view until one scrolls up. */
export function LogPane({ runs }: { readonly runs: readonly RunSummary[] }): VNode {
  const level = useSignal<(typeof LEVELS)[number]>('debug');
  const search = useSignal('');
  const isOpen = useSignal(true);
  const lines = linesOf(runs, level.value, search.value.toLowerCase());
  const pane = useRef<HTMLDivElement>(null);
  const follower = useRef({ isFollowing: true, top: 0 });
  useEffect(() => {
    if (follower.current.isFollowing && pane.current !== null) pane.current.scrollTop = pane.current.scrollHeight;
  }, [lines.at(-1)?.line, lines.length]);
  return (
    <section class={`log${isOpen.value ? '' : ' is-closed'}`} aria-label="Log">
      <div class="tools">
        <h2>
          <button type="button" class="quiet" aria-expanded={isOpen.value} onClick={() => (isOpen.value = !isOpen.value)}>
            {isOpen.value ? '▾ log' : '▸ log'}
          </button>
        </h2>
        <select aria-label="Least level" value={level.value} onChange={({ currentTarget }) => (level.value = LEVELS.find((each) => each === currentTarget.value) ?? 'debug')}>
          {LEVELS.map((each) => (
            <option key={each} value={each}>
              {each === 'debug' ? 'all levels' : `${each} and above`}
            </option>
          ))}
        </select>
        <input type="search" placeholder="Search the log" aria-label="Search the log" value={search.value} onInput={({ currentTarget }) => (search.value = currentTarget.value)} />
        <span class="muted">{lines.length > MAX_DRAWN ? `last ${String(MAX_DRAWN)} of ${String(lines.length)} lines` : `${String(lines.length)} lines`}</span>
      </div>
      <div class="lines" ref={pane} tabIndex={0} role="region" aria-label="Log lines" onScroll={({ currentTarget }) => follow(follower.current, currentTarget)}>
        {lines.slice(-MAX_DRAWN).map(({ run, line }) => (
          <Line key={`${run.key} ${String(line.number)}`} line={line} run={runs.length > 1 ? run : undefined} color={seriesColor(theme.value, runs.indexOf(run))} />
        ))}
      </div>
    </section>
  );
}

interface LineProps {
  readonly line: LogLine;
  /** Whose line it is, where several are mixed. */
  readonly run: RunSummary | undefined;
  readonly color: string;
}

function Line({ line, run, color }: LineProps): VNode {
  return (
    <p class={`log-line level-${line.level}`}>
      <time>{formatTime(line.time)}</time> <b>{line.level}</b> {run !== undefined && (
        <span class="who">
          <i class="dot" style={{ background: color }} /> {run.name}{' '}
        </span>
      )}
      <span class="text">{line.text}</span>
    </p>
  );
}

function linesOf(runs: readonly RunSummary[], level: (typeof LEVELS)[number], search: string): readonly RunLine[] {
  const least = LEVELS.indexOf(level);
  const all = runs.flatMap((run) => {
    const book = dashboard.book(run.key);
    book.observe();
    return book.lines.map((line) => ({ run, line }));
  });
  const wanted = all.filter(({ line }) => LEVELS.indexOf(line.level) >= least && (search === '' || line.text.toLowerCase().includes(search)));
  return runs.length > 1 ? wanted.sort((a, b) => a.line.time - b.line.time) : wanted;
}

/** Only who scrolls back stops following: between two frames the end may move on by itself. */
function follow(follower: { isFollowing: boolean; top: number }, pane: HTMLElement): void {
  if (isAtEnd(pane)) follower.isFollowing = true;
  else if (pane.scrollTop < follower.top) follower.isFollowing = false;
  follower.top = pane.scrollTop;
}

function isAtEnd({ scrollTop, scrollHeight, clientHeight }: HTMLElement): boolean {
  return scrollHeight - scrollTop - clientHeight < 24;
}
