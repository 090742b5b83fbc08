import { type KeyboardEvent, useCallback } from 'react';
import type { Held, Input, Outcome, Place } from './drag';
import type { BoardStore, Item } from './model';
import { heldAt } from './use-pointer';

export interface Keys {
  store: BoardStore;
  feed: (input: Input) => Outcome;
  settle: (outcome: Outcome) => void;
  announce: (kind: 'lifted' | 'aimed', id: string, from: Place, to: Place) => void;
  keys: readonly string[];
  counts: ReadonlyMap<string, number>;
  onOpen: (item: Item, at: Place) => void;
  onMenu: (item: Item, at: Place, anchor: Element) => void;
}

/** Arrows walk the cards; Space lifts, arrows aim, Space drops, Escape lets go; Enter opens; M lists the stages. */
export function useKeys(board: Keys): (event: KeyboardEvent) => void {
  const { store, feed, settle, announce, keys, counts, onOpen, onMenu } = board;
  return useCallback(
    (event: KeyboardEvent) => {
      const found = heldAt(event.target);
      if (!found || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.target !== found.element) return;
      const { drag } = store.getState();
      if (drag.phase === 'dragging') return;
      if (drag.phase === 'lifted') {
        const to = aimed(event.key, drag.over, drag.held, keys, counts);
        if (to) {
          feed({ kind: 'aim', over: to });
          announce('aimed', drag.held.id, drag.held.from, to);
        } else if (event.key === ' ' || event.key === 'Enter') {
          const outcome = feed({ kind: 'drop' });
          settle(outcome);
          if (outcome.kind === 'drop') store.setState({ wanted: landing(outcome.held, outcome.to) });
        } else if (event.key === 'Escape' || event.key === 'Tab') {
          settle(feed({ kind: 'cancel' }));
        } else {
          return;
        }
        event.preventDefault();
        return;
      }
      const item = { id: found.held.id, title: found.element.getAttribute('aria-label') ?? '' };
      const next = walked(event.key, found.held.from, keys, counts);
      if (next) store.setState({ wanted: next });
      else if (event.key === ' ') {
        feed({ kind: 'lift', held: found.held });
        announce('lifted', found.held.id, found.held.from, found.held.from);
      } else if (event.key === 'Enter') onOpen(item, found.held.from);
      else if (event.key === 'm' || event.key === 'M' || (event.key === 'F10' && event.shiftKey)) {
        onMenu(item, found.held.from, found.element);
      } else return;
      event.preventDefault();
    },
    [store, feed, settle, announce, keys, counts, onOpen, onMenu],
  );
}

function landing(held: Held, to: Place): Place {
  const isBelowItself = to.column === held.from.column && to.index > held.from.index;
  return { column: to.column, index: isBelowItself ? to.index - 1 : to.index };
}

/** The next gap for an arrow key. The gaps above and below the held card are one place and take one press. */
export function aimed(
  key: string,
  over: Place,
  held: Held,
  keys: readonly string[],
  counts: ReadonlyMap<string, number>,
): Place | null {
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const column = keys[keys.indexOf(over.column) + (key === 'ArrowRight' ? 1 : -1)];
    if (column === undefined) return over;
    return { column, index: Math.min(over.index, counts.get(column) ?? 0) };
  }
  if (key !== 'ArrowUp' && key !== 'ArrowDown') return null;
  const by = key === 'ArrowDown' ? 1 : -1;
  const size = counts.get(over.column) ?? 0;
  const isHome = over.column === held.from.column;
  let index = over.index + by;
  const standsOnItself = index === held.from.index || index === held.from.index + 1;
  const stoodOnItself = over.index === held.from.index || over.index === held.from.index + 1;
  if (isHome && standsOnItself && stoodOnItself) index += by;
  if (index < 0 || index > size) return over;
  return { column: over.column, index };
}

/** The next card for an arrow key when nothing is lifted. */
export function walked(
  key: string,
  from: Place,
  keys: readonly string[],
  counts: ReadonlyMap<string, number>,
): Place | null {
  const size = counts.get(from.column) ?? 0;
  if (key === 'ArrowDown') return { column: from.column, index: Math.min(size - 1, from.index + 1) };
  if (key === 'ArrowUp') return { column: from.column, index: Math.max(0, from.index - 1) };
  if (key === 'Home') return { column: from.column, index: 0 };
  if (key === 'End') return { column: from.column, index: size - 1 };
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return null;
  const by = key === 'ArrowRight' ? 1 : -1;
  for (let at = keys.indexOf(from.column) + by; at >= 0 && at < keys.length; at += by) {
    const column = keys[at];
    const count = column === undefined ? 0 : (counts.get(column) ?? 0);
    if (column !== undefined && count > 0) return { column, index: Math.min(from.index, count - 1) };
  }
  return from;
}
