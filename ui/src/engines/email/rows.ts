import { useQueries, useQueryClient } from '@tanstack/react-query';
import { type Folder, type Id, type MailRow, queryOf } from '../../bridge';
import { pages } from '../../kit';

export const PAGE = 50;

export interface ListFilter {
  folder: Folder;
  query: string | null;
}

export interface Rows {
  total: number;
  isLoading: boolean;
  at: (index: number) => MailRow | undefined;
}

const inputOf = (filter: ListFilter, page: number) => ({ ...filter, offset: page * PAGE, limit: PAGE });

/** A folder by pages: only those in sight are asked for, and all that were seen are remembered. */
export function useRows(filter: ListFilter, first: number, last: number): Rows {
  const client = useQueryClient();
  const wanted = pages({ first, last: Math.max(last, 1) }, PAGE);
  const numbers = wanted.includes(0) ? wanted : [0, ...wanted];
  const results = useQueries({
    queries: numbers.map((page) => queryOf('email.list', inputOf(filter, page))),
  });
  const total = results[0]?.data?.total ?? 0;
  const at = (index: number) =>
    client.getQueryData<{ rows: MailRow[] }>(['email.list', inputOf(filter, Math.floor(index / PAGE))])?.rows[
      index % PAGE
    ];
  return { total, isLoading: results[0]?.isPending ?? true, at };
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
