import { effect, signal } from '@preact/signals';

/** Light, dark, or as the system is. */
export type Theme = 'system' | 'light' | 'dark';

const KEY = 'mitosis.theme';
const THEMES: readonly Theme[] = ['system', 'light', 'dark'];

/** The chosen theme. */
export const theme = signal<Theme>(THEMES.find((name) => name === localStorage.getItem(KEY)) ?? 'system');

/** Chooses the next theme. */
export function nextTheme(): void {
  theme.value = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'system';
  localStorage.setItem(KEY, theme.value);
}

// Another window chose one.
addEventListener('storage', ({ key, newValue }) => {
  if (key === KEY) theme.value = THEMES.find((name) => name === newValue) ?? 'system';
});

effect(() => {
  document.documentElement.dataset['theme'] = theme.value;
});
