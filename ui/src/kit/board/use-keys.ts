import { type KeyboardEvent, useCallback, useEffect, useRef } from 'react';
import type { Held, Input, Outcome, Place } from './drag';
import type { BoardStore, Item, Picking } from './model';
import { heldAt } from './use-pointer';

export interface Keys {
  store: BoardStore;
  feed: (input: Input) => Outcome;
  settle: (outcome: Outcome) => void;
  announce: (kind: 'lifted' | 'aimed', id: string, from: Place, to: Place) => void;
  grid: Grid;
  onPick: (pick: Picking) => void;
  onOpen: (item: Item, at: Place) => void;
  onMenu: (item: Item, at: Place, anchor: Element) => void;
}

interface FoundCard {
  held: Held;
  element: HTMLElement;
}

/** The cells in the order in which they stand, lane by lane; a board without lanes is one of them. */
export interface Grid {
  keys: readonly string[];
  /** Columns in a lane. */
  width: number;
  counts: ReadonlyMap<string, number>;
}

/** Arrows walk the cards; Space lifts, arrows aim, Space drops, Escape lets go; Enter opens; M lists the stages. */
export function useKeys(board: Keys): (event: KeyboardEvent) => void {
  const latest = useRef(board);
  useEffect(() => {
    latest.current = board;
  });
  return useCallback((event: KeyboardEvent) => {
    const found = heldAt(event.target);
    if (!found || event.altKey || event.target !== found.element) return;
    const { phase } = latest.current.store.getState().drag;
    if (phase === 'dragging') return;
    const isOurs =
      phase === 'lifted'
        ? carry(event, latest.current)
        : select(event, latest.current, found) || walk(event, latest.current, found);
    if (isOurs) event.preventDefault();
  }, []);
}

/**
 * An arrow key that nobody else has leads to the card that had the focus last or, where that one is gone, to the one that
 * has taken its place; before there was one, to the first.
 */
export function useEnter(root: { readonly current: HTMLElement | null }, store: BoardStore, grid: Grid) {
  useEffect(() => {
    const onKeyDown = (event: globalThis.KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
      if (!isPlain || !(event.key in STEPS) || document.activeElement !== document.body) return;
      const { focus } = store.getState();
      const left = focus ? (grid.counts.get(focus.column) ?? 0) : 0;
      if (focus && left > 0) {
        store.setState({ wanted: { column: focus.column, index: Math.min(focus.index, left - 1) } });
      } else {
        const first = root.current?.querySelector('[data-card][tabindex="0"]');
        if (!(first instanceof HTMLElement)) return;
        first.focus();
      }
      event.preventDefault();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [root, store, grid]);
}

/** Keys while a card is lifted. */
function carry(event: KeyboardEvent, { store, feed, settle, announce, grid }: Keys): boolean {
  const { drag } = store.getState();
  if (drag.phase !== 'lifted' || event.ctrlKey || event.metaKey) return false;
  const to = aimed(event.key, drag.over, drag.held, grid);
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
    return false;
  }
  return true;
}

/** Keys that select: X or Ctrl+Space one, Shift with an arrow a range, Ctrl+A the column, Escape none. */
function select(event: KeyboardEvent, { store, grid, onPick }: Keys, { held, element }: FoundCard): boolean {
  const { key } = event;
  const isHeld = event.ctrlKey || event.metaKey;
  const item = { id: held.id, title: element.getAttribute('aria-label') ?? '' };
  if (isHeld ? key === ' ' : key === 'x' || key === 'X') {
    store.setState({ anchor: held.from });
    onPick({ kind: 'toggle', item, at: held.from });
  } else if (isHeld && key.toLowerCase() === 'a') {
    onPick({ kind: 'column', column: held.from.column });
  } else if (event.shiftKey && (key === 'ArrowDown' || key === 'ArrowUp')) {
    const { anchor } = store.getState();
    const from = anchor?.column === held.from.column ? anchor : held.from;
    const size = grid.counts.get(held.from.column) ?? 0;
    const index = Math.min(size - 1, Math.max(0, held.from.index + (key === 'ArrowDown' ? 1 : -1)));
    const to = { column: held.from.column, index };
    store.setState({ anchor: from, wanted: to });
    onPick({ kind: 'range', from, to });
  } else if (key === 'Escape') {
    store.setState({ anchor: null });
    onPick({ kind: 'none' });
    // A sheet beside the board closes with the same key.
    return false;
  } else {
    return false;
  }
  return true;
}

/** Keys that walk, lift, open and ask for the menu. */
function walk(event: KeyboardEvent, board: Keys, found: FoundCard): boolean {
  const { store, feed, announce, grid, onOpen, onMenu } = board;
  const { key } = event;
  const { held, element } = found;
  if (event.ctrlKey || event.metaKey) return false;
  const item = { id: held.id, title: element.getAttribute('aria-label') ?? '' };
  const next = walked(key, held.from, grid);
  if (next) store.setState({ wanted: next });
  else if (key === ' ') {
    feed({ kind: 'lift', held });
    announce('lifted', held.id, held.from, held.from);
  } else if (key === 'Enter') onOpen(item, held.from);
  else if (key === 'm' || key === 'M' || (key === 'F10' && event.shiftKey)) onMenu(item, held.from, element);
  else return false;
  return true;
}

function landing(held: Held, to: Place): Place {
  const isBelowItself = to.column === held.from.column && to.index > held.from.index;
  return { column: to.column, index: isBelowItself ? to.index - 1 : to.index };
}

/** The cell beside, or in the lane above or below; none past the edge. */
function beside({ keys, width }: Grid, cell: string, by: { x: number; y: number }): string | undefined {
  const at = keys.indexOf(cell);
  const column = (at % width) + by.x;
  return at < 0 || column < 0 || column >= width ? undefined : keys[at + by.x + by.y * width];
}

/** The next gap for an arrow key. The gaps above and below the held card are one place and take one press. */
export function aimed(key: string, over: Place, held: Held, grid: Grid): Place | null {
  const { counts } = grid;
  if (key === 'ArrowLeft' || key === 'ArrowRight') {
    const column = beside(grid, over.column, { x: key === 'ArrowRight' ? 1 : -1, y: 0 });
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
  if (index >= 0 && index <= size) return { column: over.column, index };
  const column = beside(grid, over.column, { x: 0, y: by });
  return column === undefined ? over : { column, index: by > 0 ? 0 : (counts.get(column) ?? 0) };
}

/** The next card for an arrow key when nothing is lifted. Past the end of a cell the next lane begins. */
export function walked(key: string, from: Place, grid: Grid): Place | null {
  const { counts } = grid;
  const size = counts.get(from.column) ?? 0;
  if (key === 'ArrowDown' && from.index < size - 1) return { column: from.column, index: from.index + 1 };
  if (key === 'ArrowUp' && from.index > 0) return { column: from.column, index: from.index - 1 };
  if (key === 'Home') return { column: from.column, index: 0 };
  if (key === 'End') return { column: from.column, index: size - 1 };
  const by = STEPS[key];
  if (!by) return null;
  for (let cell = beside(grid, from.column, by); cell !== undefined; cell = beside(grid, cell, by)) {
    const count = counts.get(cell) ?? 0;
    const index = by.y > 0 ? 0 : by.y < 0 ? count - 1 : Math.min(from.index, count - 1);
    if (count > 0) return { column: cell, index };
  }
  return from;
}

const STEPS: Readonly<Record<string, { x: number; y: number }>> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: -1 },
  ArrowDown: { x: 0, y: 1 },
};
