import { signal } from '@preact/signals';

export type Theme = 'dark' | 'light';

const KEY = 'runwire-theme';
const prefersLight = matchMedia('(prefers-color-scheme: light)');

/** What is shown now. */
export const theme = signal<Theme>(initial());
apply(theme.value);

/** Switches between dark and light, and remembers it in this browser. */
export function toggleTheme(): void {
  theme.value = theme.value === 'dark' ? 'light' : 'dark';
  apply(theme.value);
  try {
    localStorage.setItem(KEY, theme.value);
  } catch {
    return; // a browser that keeps nothing still shows the chosen theme until it is closed
  }
}

function initial(): Theme {
  const chosen = remembered();
  if (chosen === 'dark' || chosen === 'light') return chosen;
  return prefersLight.matches ? 'light' : 'dark';
}

function remembered(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function apply(chosen: Theme): void {
  document.documentElement.dataset['theme'] = chosen;
}
