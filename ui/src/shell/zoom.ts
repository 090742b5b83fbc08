import { useSyncExternalStore } from 'react';
import { hostWindow } from '../bridge';

/** In percent. What is drawn at 200 % is drawn as on a screen of half the size. */
export const ZOOMS = [80, 90, 100, 110, 125, 150, 175, 200] as const;
export type Zoom = (typeof ZOOMS)[number];
const USUAL: Zoom = 100;
const KEPT = 'pebble.zoom';
const listeners = new Set<() => void>();

function kept(): Zoom {
  const value = Number(localStorage.getItem(KEPT) ?? USUAL);
  return ZOOMS.find((zoom) => zoom === value) ?? USUAL;
}

function apply(): void {
  // A window that cannot be enlarged stays as it is.
  hostWindow.zoom(kept()).catch(() => undefined);
  for (const listener of listeners) listener();
}

/** Draws this window as large as the person likes, and follows when another window of theirs changes it. */
export function startZoom(): void {
  if (kept() !== USUAL) apply();
  window.addEventListener('storage', ({ key }) => {
    if (key === KEPT) apply();
  });
}

export function chooseZoom(zoom: Zoom): void {
  localStorage.setItem(KEPT, String(zoom));
  apply();
}

/** One step larger, or smaller. */
export function stepZoom(by: 1 | -1): void {
  const next = ZOOMS[ZOOMS.indexOf(kept()) + by];
  if (next !== undefined) chooseZoom(next);
}

export const resetZoom = (): void => chooseZoom(USUAL);

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useZoom = (): Zoom => useSyncExternalStore(subscribe, kept);
