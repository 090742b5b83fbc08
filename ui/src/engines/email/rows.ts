import { useQueries, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { type Folder, type Id, type MailPage, type MailRow, queryOf, Refusal } from '../../bridge';
import { pages } from '../../kit';

export const PAGE = 50;

export interface ListFilter {
  folder: Folder;
  query: string | null;
  is_grouped: boolean;
}

export type FilterWord = MailPage['filters'][number];
export type FilterTrouble = MailPage['troubles'][number];

export interface Rows {
  total: number;
  /** There are more than `total`; they are counted on as the list is walked. */
  hasMore: boolean;
  isLoading: boolean;
  /** Why there is no answer, and how to ask again. */
  failed: { refusal: Refusal; again: () => unknown } | null;
  /** What of the search was understood as filters, and what was not. */
  filters: readonly FilterWord[];
  troubles: readonly FilterTrouble[];
  at: (index: number) => MailRow | undefined;
}

const NOTHING: readonly never[] = [];

const inputOf = (filter: ListFilter, page: number) => ({ ...filter, offset: page * PAGE, limit: PAGE });

/**
 * A folder by pages: only those in sight are asked for, and all that were seen are remembered. While somebody types, the
 * last answer stands until the next one is there.
 */
export function useRows(filter: ListFilter, first: number, last: number): Rows {
  const client = useQueryClient();
  const wanted = pages({ first, last: Math.max(last, 1) }, PAGE);
  const numbers = wanted.includes(0) ? wanted : [0, ...wanted];
  const results = useQueries({
    queries: numbers.map((page) => queryOf('email.list', inputOf(filter, page))),
  });
  const isPending = results[0]?.isPending ?? true;
  const answered = useRef(filter);
  useEffect(() => {
    if (!isPending) answered.current = filter;
  }, [isPending, filter]);
  const shown = isPending && answered.current.folder === filter.folder ? answered.current : filter;
  // Reading the answers themselves is what has the list drawn anew when one of them changes; the cache tells nobody.
  const asked = new Map(numbers.map((number, at) => [number, results[at]?.data]));
  const pageOf = (number: number) =>
    (shown === filter ? asked.get(number) : undefined) ??
    client.getQueryData<MailPage>(['email.list', inputOf(shown, number)]);
  const head = pageOf(0);
  const longest = numbers
    .map(pageOf)
    .reduce((one, next) => ((next?.total ?? 0) > (one?.total ?? 0) ? next : one), head);
  return {
    total: longest?.total ?? 0,
    hasMore: longest?.has_more ?? false,
    isLoading: isPending,
    failed: results[0]?.error ? { refusal: Refusal.from(results[0].error), again: results[0].refetch } : null,
    filters: head?.filters ?? NOTHING,
    troubles: head?.troubles ?? NOTHING,
    at: (index) => pageOf(Math.floor(index / PAGE))?.rows[index % PAGE],
  };
}

/** Where a mail stands among the rows that have been seen; -1 when it has not been. */
export function indexOf(rows: Rows, id: Id | undefined, near: number): number {
  if (id === undefined) return -1;
  const from = Math.max(0, near - PAGE);
  for (let index = from; index < Math.min(rows.total, near + 2 * PAGE); index += 1) {
    if (rows.at(index)?.id === id) return index;
  }
  for (let index = 0; index < rows.total; index += 1) if (rows.at(index)?.id === id) return index;
  return -1;
}
