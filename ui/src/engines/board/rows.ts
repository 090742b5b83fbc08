import { useQueries } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import {
  type BoardColumn,
  type BoardFilter,
  type BoardLane,
  type BoardSort,
  type BoardWindow,
  type Card,
  client,
  type LaneBy,
  queryOf,
} from '../../bridge';
import { cellOf, inserted, type Place, pages, removed } from '../../kit';
import { ALL } from './shown';

/** Cards asked for at a time: a few screens of one column, and little to read again after a change. */
export const PAGE = 50;
/** The lane of the cards that no other lane has. */
export const OTHERS = '~';

/** What every window of the board has in common. */
export interface View {
  filter: BoardFilter;
  sort: BoardSort;
  lanes: LaneBy | null;
  /** The keys of the lanes, without that of the others. */
  named: readonly string[];
}

export const CurrentView = createContext<View>({ filter: ALL, sort: 'hand', lanes: null, named: [] });

interface Window {
  cards: Card[];
}

/** A part of a column, or of a cell where the board is cut into lanes. */
export function partOf(view: View, cell: string, offset: number, limit: number): BoardWindow {
  const { lane, column } = cellOf(cell);
  const part = { column, offset, limit, filter: view.filter, sort: view.sort };
  if (lane === null || view.lanes === null) return part;
  const isRest = lane === OTHERS;
  const except = isRest && view.lanes === 'company' ? [...view.named] : [];
  return { ...part, lane: { by: view.lanes, key: isRest ? null : lane, except } };
}

const windowOf = (view: View, cell: string, page: number) => partOf(view, cell, page * PAGE, PAGE);

/** Loads the pages a column's visible rows are on, and no others. */
export function useRows(cell: string, first: number, last: number): (index: number) => Card | undefined {
  const view = useContext(CurrentView);
  const numbers = pages({ first, last }, PAGE);
  const results = useQueries({
    queries: numbers.map((page) => queryOf('board.window', windowOf(view, cell, page))),
  });
  return (index) => {
    const result = results[numbers.indexOf(Math.floor(index / PAGE))];
    return result ? result.data?.cards[index % PAGE] : cardAt(view, { column: cell, index });
  };
}

/** What is known of a row; nothing until its page has been seen. */
export function cardAt(view: View, { column, index }: Place): Card | undefined {
  const key = ['board.window', windowOf(view, column, Math.floor(index / PAGE))];
  return client.getQueryData<Window>(key)?.cards[index % PAGE];
}

export interface Neighbours {
  after: string | null;
  before: string | null;
}

/** The ids above and below a gap, leaving out the card that is being moved. An order by value knows no gaps. */
export function neighbours(view: View, to: Place, moving: string): Neighbours {
  if (view.sort !== 'hand') return { after: null, before: null };
  const above = cardAt(view, { column: to.column, index: to.index - 1 });
  const below = cardAt(view, to);
  const after = above?.id === moving ? cardAt(view, { column: to.column, index: to.index - 2 }) : above;
  const before = below?.id === moving ? cardAt(view, { column: to.column, index: to.index + 1 }) : below;
  return { after: after?.id ?? null, before: before?.id ?? null };
}

/** Draws a move before the host has answered. Returns how to take it back. */
export function previewMove(view: View, from: Place, to: Place): () => void {
  const card = cardAt(view, from);
  if (!card) return () => {};
  const before = client.getQueriesData<unknown>({
    predicate: ({ queryKey }) => DRAWN.includes(String(queryKey[0])),
  });
  const isSame = from.column === to.column;
  const landing = isSame && to.index > from.index ? to.index - 1 : to.index;
  const moved: Card = isSame ? card : { ...card, stage: cellOf(to.column).column };
  write(view, from.column, removed(held(view, from.column), from.index, PAGE));
  write(view, to.column, inserted(held(view, to.column), landing, moved, PAGE));
  if (!isSame) {
    recount(view, from.column, -1, card.value_minor ?? 0);
    recount(view, to.column, 1, card.value_minor ?? 0);
  }
  return () => {
    for (const [key, answer] of before) client.setQueryData(key, answer);
  };
}

const DRAWN = ['board.window', 'board.columns', 'board.lanes'];

function held(view: View, cell: string): Map<number, readonly Card[]> {
  const found = new Map<number, readonly Card[]>();
  const like = JSON.stringify({ ...windowOf(view, cell, 0), offset: null });
  for (const [key, answer] of client.getQueriesData<Window>({ queryKey: ['board.window'] })) {
    const input = key[1] as BoardWindow;
    if (answer && JSON.stringify({ ...input, offset: null }) === like)
      found.set(input.offset / PAGE, answer.cards);
  }
  return found;
}

function write(view: View, cell: string, next: ReadonlyMap<number, readonly Card[]>): void {
  for (const [page, cards] of next) {
    const key = ['board.window', windowOf(view, cell, page)];
    client.setQueryData<Window>(key, { cards: [...cards] });
  }
}

/** One card more or less in a cell: in the head of its column, and in its lane. */
function recount(view: View, cell: string, by: number, value: number): void {
  const { lane, column } = cellOf(cell);
  const more = <T extends { count: number; value_minor: number }>(sum: T): T => ({
    ...sum,
    count: sum.count + by,
    value_minor: sum.value_minor + by * value,
  });
  client.setQueryData<BoardColumn[]>(['board.columns', view.filter], (columns) =>
    columns?.map((each) => (each.key === column ? more(each) : each)),
  );
  if (lane === null || view.lanes === null) return;
  const key = ['board.lanes', { by: view.lanes, filter: view.filter }];
  client.setQueryData<BoardLane[]>(key, (lanes) =>
    lanes?.map((each) => {
      if ((each.key ?? OTHERS) !== lane) return each;
      const there = each.cells.some((known) => known.column === column);
      const cells = there ? each.cells : [...each.cells, { column, count: 0, value_minor: 0 }];
      return more({ ...each, cells: cells.map((known) => (known.column === column ? more(known) : known)) });
    }),
  );
}
