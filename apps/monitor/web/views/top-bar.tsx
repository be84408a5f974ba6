import type { VNode } from 'preact';
import { dashboard, isHelpOpen, sortedRuns } from '../state/app-state.js';
import { navigate } from '../state/route.js';
import { theme, toggleTheme } from '../state/theme.js';
import { ConnectionBadge } from './connection-badge.js';

export function TopBar(): VNode {
  const running = sortedRuns.value.filter(({ state }) => state === 'running').length;
  const isPaused = dashboard.isPaused.value;
  return (
    <header class="top-bar">
      <a class="brand" href="/" onClick={goHome}>
        <svg viewBox="0 0 32 32" aria-hidden="true">
          <path d="M3 21l6-4 4 3 5-10 3 6 5-3" />
          <circle cx="28" cy="12" r="2.6" />
        </svg>
        Runwire
      </a>
      <p class="muted counts">{countText(sortedRuns.value.length, running)}</p>
      <ConnectionBadge />
      <button type="button" aria-pressed={isPaused} onClick={() => dashboard.setPaused(!isPaused)} title="Hold the picture still (space)">
        {isPaused ? '▶ resume view' : '‖ hold view'}
      </button>
      <button type="button" onClick={toggleTheme} title="Dark or light (t)">
        {theme.value === 'dark' ? '☀ light' : '☾ dark'}
      </button>
      <button type="button" onClick={() => (isHelpOpen.value = true)} title="Keys (?)">
        <span aria-hidden="true">?</span> <span class="wide">keys</span>
        <span class="hidden">help</span>
      </button>
    </header>
  );
}

function countText(all: number, running: number): string {
  if (all === 0) return 'no runs';
  return `${String(all)} ${all === 1 ? 'run' : 'runs'}, ${String(running)} running`;
}

function goHome(event: Event): void {
  event.preventDefault();
  navigate({ kind: 'overview' });
}
