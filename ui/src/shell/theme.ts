import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark' | 'contrast';
export const THEMES: readonly Theme[] = ['system', 'light', 'dark', 'contrast'];
export type Density = 'cosy' | 'compact';
export const DENSITIES: readonly Density[] = ['cosy', 'compact'];
const KEPT = 'pebble.theme';
const KEPT_DENSITY = 'pebble.density';
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const listeners = new Set<() => void>();

function chosen(): Theme {
  const kept = localStorage.getItem(KEPT);
  return THEMES.find((theme) => theme === kept) ?? 'system';
}

function chosenDensity(): Density {
  const kept = localStorage.getItem(KEPT_DENSITY);
  return DENSITIES.find((density) => density === kept) ?? 'cosy';
}

function apply(): void {
  const theme = chosen();
  const { dataset } = document.documentElement;
  dataset.theme = theme === 'system' ? (dark.matches ? 'dark' : 'light') : theme;
  dataset.density = chosenDensity();
}

/** Puts theme and density on the page, and keeps the theme there when the system changes its mind. */
export function startTheme(): void {
  apply();
  dark.addEventListener('change', apply);
}

function keep(key: string, value: string): void {
  localStorage.setItem(key, value);
  apply();
  for (const listener of listeners) listener();
}

export const chooseTheme = (theme: Theme): void => keep(KEPT, theme);
export const chooseDensity = (density: Density): void => keep(KEPT_DENSITY, density);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): Theme => useSyncExternalStore(subscribe, chosen);
export const useDensity = (): Density => useSyncExternalStore(subscribe, chosenDensity);
