import { useQueries } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import {
  type BoardColumn,
  type BoardFilter,
  type BoardWindow,
  type Card,
  client,
  queryOf,
} from '../../bridge';
import { inserted, type Place, pages, removed } from '../../kit';

/** Cards asked for at a time: a few screens of one column, and little to read again after a change. */
export const PAGE = 50;

export const Filter = createContext<BoardFilter>({ owner_id: null, priority: null, query: null });

interface Window {
  cards: Card[];
}

export function windowOf(filter: BoardFilter, column: string, page: number): BoardWindow {
  return { column, offset: page * PAGE, limit: PAGE, filter };
}

/** Loads the pages a column's visible rows are on, and no others. */
export function useRows(column: string, first: number, last: number): (index: number) => Card | undefined {
  const filter = useContext(Filter);
  const numbers = pages({ first, last }, PAGE);
  const results = useQueries({
    queries: numbers.map((page) => queryOf('board.window', windowOf(filter, column, page))),
  });
  return (index) => {
    const result = results[numbers.indexOf(Math.floor(index / PAGE))];
    return result ? result.data?.cards[index % PAGE] : cardAt(filter, { column, index });
  };
}

/** What is known of a row; nothing until its page has been seen. */
export function cardAt(filter: BoardFilter, { column, index }: Place): Card | undefined {
  const key = ['board.window', windowOf(filter, column, Math.floor(index / PAGE))];
  return client.getQueryData<Window>(key)?.cards[index % PAGE];
}

/** The ids above and below a gap, leaving out the card that is being moved. */
export function neighbours(
  filter: BoardFilter,
  to: Place,
  moving: string,
): { after: string | null; before: string | null } {
  const above = cardAt(filter, { column: to.column, index: to.index - 1 });
  const below = cardAt(filter, to);
  const after = above?.id === moving ? cardAt(filter, { column: to.column, index: to.index - 2 }) : above;
  const before = below?.id === moving ? cardAt(filter, { column: to.column, index: to.index + 1 }) : below;
  return { after: after?.id ?? null, before: before?.id ?? null };
}

/** Draws a move before the host has answered. Returns how to take it back. */
export function previewMove(filter: BoardFilter, from: Place, to: Place): () => void {
  const card = cardAt(filter, from);
  if (!card) return () => {};
  const before = client.getQueriesData<unknown>({
    predicate: ({ queryKey }) => queryKey[0] === 'board.window' || queryKey[0] === 'board.columns',
  });
  const isSame = from.column === to.column;
  const landing = isSame && to.index > from.index ? to.index - 1 : to.index;
  const moved: Card = isSame ? card : { ...card, stage: to.column };
  write(filter, from.column, removed(held(filter, from.column), from.index, PAGE));
  write(filter, to.column, inserted(held(filter, to.column), landing, moved, PAGE));
  if (!isSame) recount(filter, from.column, to.column, card.value_minor ?? 0);
  return () => {
    for (const [key, answer] of before) client.setQueryData(key, answer);
  };
}

function held(filter: BoardFilter, column: string): Map<number, readonly Card[]> {
  const found = new Map<number, readonly Card[]>();
  const like = JSON.stringify({ ...windowOf(filter, column, 0), offset: null });
  for (const [key, answer] of client.getQueriesData<Window>({ queryKey: ['board.window'] })) {
    const input = key[1] as BoardWindow;
    if (answer && JSON.stringify({ ...input, offset: null }) === like)
      found.set(input.offset / PAGE, answer.cards);
  }
  return found;
}

function write(filter: BoardFilter, column: string, next: ReadonlyMap<number, readonly Card[]>): void {
  for (const [page, cards] of next) {
    const key = ['board.window', windowOf(filter, column, page)];
    client.setQueryData<Window>(key, { cards: [...cards] });
  }
}

function recount(filter: BoardFilter, from: string, to: string, value: number): void {
  client.setQueryData<BoardColumn[]>(['board.columns', filter], (columns) =>
    columns?.map((column) => {
      const by = column.key === to ? 1 : column.key === from ? -1 : 0;
      return { ...column, count: column.count + by, value_minor: column.value_minor + by * value };
    }),
  );
}
