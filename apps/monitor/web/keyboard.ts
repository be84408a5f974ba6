import { cursorKey, dashboard, isHelpOpen, listedRuns, nameInAddress } from './state/app-state.js';
import { navigate } from './state/route.js';
import { toggleTheme } from './state/theme.js';
import { toggleCompared } from './views/run-list.js';

const ACTIONS: Readonly<Record<string, () => void>> = {
  '/': () => document.querySelector<HTMLInputElement>('#search')?.focus(),
  ' ': () => dashboard.setPaused(!dashboard.isPaused.value),
  j: () => moveCursor(1),
  k: () => moveCursor(-1),
  c: compareAtCursor,
  t: toggleTheme,
  '?': () => (isHelpOpen.value = true),
};

/** The keys of the page. They leave alone who types, and what a focused button does with space. */
export function listenToKeys(): void {
  window.addEventListener('keydown', (event) => {
    const { target, key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey || !(target instanceof HTMLElement)) return;
    if (key === 'Escape' && target instanceof HTMLInputElement) target.blur();
    if (isTyping(target) || isHelpOpen.value) return;
    if (key === ' ' && target.closest('button, label, [tabindex]') !== null) return;
    const action = ACTIONS[key];
    if (action === undefined) return;
    event.preventDefault();
    action();
  });
}

function isTyping(target: HTMLElement): boolean {
  if (target instanceof HTMLInputElement) return target.type !== 'checkbox';
  return target instanceof HTMLSelectElement || target instanceof HTMLTextAreaElement;
}

function moveCursor(by: number): void {
  const keys = listedRuns.value.map(({ key }) => key);
  const at = keys.indexOf(cursorKey.value ?? '');
  const key = keys[at < 0 ? 0 : Math.min(keys.length - 1, Math.max(0, at + by))];
  cursorKey.value = key;
  for (const link of document.querySelectorAll<HTMLElement>('.run-row a')) if (link.dataset['key'] === key) link.focus();
}

function compareAtCursor(): void {
  const run = listedRuns.value.find(({ key }) => key === cursorKey.value);
  if (run !== undefined) toggleCompared(nameInAddress(run));
  else navigate({ kind: 'compare', names: listedRuns.value.slice(0, 8).map(nameInAddress) });
}
