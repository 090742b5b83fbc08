import { useSyncExternalStore } from 'react';
import { KEY_SETS, type KeySet } from './spec';

const KEPT = 'pebble.keys';
const listeners = new Set<() => void>();

export function keySet(): KeySet {
  const kept = localStorage.getItem(KEPT);
  return KEY_SETS.find((set) => set === kept) ?? 'outlook';
}

export function chooseKeySet(set: KeySet): void {
  localStorage.setItem(KEPT, set);
  for (const listener of listeners) listener();
}

export function useKeySet(): KeySet {
  return useSyncExternalStore((listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, keySet);
}
