import type { ReactNode } from 'react';
import { createContext, useContext } from 'react';
import { createStore, type StoreApi, useStore } from 'zustand';
import { type Drag, IDLE, type Place } from './drag';

/** What the board must know of a card: the rest is for whoever draws it. */
export interface Item {
  id: string;
  title: string;
}

export type ColumnTone = 'follow-up' | 'default' | 'last';

export interface ColumnSpec {
  key: string;
  label: string;
  tone: ColumnTone;
  /** The tone in words, for those who cannot see it. */
  toneLabel: string;
  count: number;
  /** Beside the count: what the column is worth. */
  summary: string;
}

/** A lane across the board: the same columns, with the cards that have something in common. */
export interface LaneSpec {
  key: string;
  label: string;
  count: number;
  summary: string;
  /** Only its head is shown. */
  isShut: boolean;
  /** Cards by column; a column that is left out has none. */
  cells: ReadonlyMap<string, number>;
}

/** What becomes of the selection. */
export type Picking =
  | { kind: 'toggle'; item: Item; at: Place }
  | { kind: 'range'; from: Place; to: Place }
  | { kind: 'column'; column: string }
  | { kind: 'none' };

/** What is said to a screen reader while a card is moved with the keyboard. */
export interface Spoken {
  lifted: (title: string, column: string, rank: number, count: number) => string;
  aimed: (title: string, column: string, rank: number, count: number) => string;
  dropped: (title: string, column: string) => string;
  cancelled: (title: string) => string;
  empty: string;
  moveMenu: (title: string) => string;
  waiting: string;
  /** Of a card that is selected. */
  selected: string;
  /** A column within a lane. */
  inLane: (column: string, lane: string) => string;
}

export interface BoardProps<T extends Item> {
  label: string;
  columns: readonly ColumnSpec[];
  /** With lanes a place's column is a cell: `cellKey` of a lane and a column. */
  lanes?: readonly LaneSpec[] | undefined;
  onLane?: ((key: string) => void) | undefined;
  /** Cards that are selected; moving one of them moves all. */
  selected?: ReadonlySet<string>;
  onPick?: (pick: Picking) => void;
  /** Pixels from the top of one card to the top of the next: the same for every card. */
  row: number;
  /** A hook: sees to it that a column's rows are loaded, and says what is known of each. */
  useRows: (column: string, first: number, last: number) => (index: number) => T | undefined;
  draw: (item: T) => ReactNode;
  spoken: Spoken;
  onOpen: (item: Item, at: Place) => void;
  onMenu: (item: Item, at: Place, anchor: Element) => void;
  onDrop: (item: Item, from: Place, to: Place) => void;
}

export interface Focus extends Place {
  id: string;
}

export interface BoardState {
  drag: Drag;
  focus: Focus | null;
  /** A row to be focused as soon as it is on the page. */
  wanted: Place | null;
  /** Where a range of selected cards begins. */
  anchor: Place | null;
}

const BETWEEN = '\n';

/** The key of a column within a lane. */
export function cellKey(lane: string | null, column: string): string {
  return lane === null ? column : `${lane}${BETWEEN}${column}`;
}

/** The lane and the column of a cell; a column of a board without lanes is in none. */
export function cellOf(key: string): { lane: string | null; column: string } {
  const at = key.lastIndexOf(BETWEEN);
  return at < 0 ? { lane: null, column: key } : { lane: key.slice(0, at), column: key.slice(at + 1) };
}

export type BoardStore = StoreApi<BoardState>;

export function createBoardStore(): BoardStore {
  return createStore<BoardState>(() => ({ drag: IDLE, focus: null, wanted: null, anchor: null }));
}

export const BoardContext = createContext<BoardStore | null>(null);

export function useBoardStore(): BoardStore {
  const store = useContext(BoardContext);
  if (!store) throw new Error('a board column was drawn outside its board');
  return store;
}

export function useBoard<V>(select: (state: BoardState) => V): V {
  return useStore(useBoardStore(), select);
}

/** Where the card in hand would land. */
export function overOf(drag: Drag): Place | null {
  return drag.phase === 'dragging' || drag.phase === 'lifted' ? drag.over : null;
}

/** True while a card is in hand. */
export function isMoving(drag: Drag): boolean {
  return drag.phase === 'dragging' || drag.phase === 'lifted';
}

/** The id of the card in hand, if it comes from this column. */
export function heldIn(drag: Drag, column: string): string | null {
  const isHere = (drag.phase === 'dragging' || drag.phase === 'lifted') && drag.held.from.column === column;
  return isHere ? drag.held.id : null;
}
