import { useSyncExternalStore } from 'react';

const KEPT = 'pebble.inbox.grouped';
const listeners = new Set<() => void>();

const isGrouped = () => localStorage.getItem(KEPT) !== 'no';

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Whether a list shows one row for each conversation; kept on this device. */
export function useGrouping(): { isGrouped: boolean; toggle: () => void } {
  const is = useSyncExternalStore(subscribe, isGrouped);
  const toggle = () => {
    localStorage.setItem(KEPT, is ? 'no' : 'yes');
    for (const listener of listeners) listener();
  };
  return { isGrouped: is, toggle };
}
