import type { FinderEntry, FinderGroup } from '../kit';

/** What an engine knows by some words. */
export interface Found extends FinderGroup {
  isAsking: boolean;
}

/** Of each kind so many; who wants more types on, or searches on its screen. */
export const MOST_FOUND = 5;

/** The first few rows of an answer, drawn. */
export function found<T>(
  value: string,
  asked: { data: readonly T[] | undefined; isFetching: boolean },
  words: string | null,
  draw: (row: T) => FinderEntry,
): Found {
  const rows = words === null ? [] : (asked.data ?? []);
  return { value, items: rows.slice(0, MOST_FOUND).map(draw), isAsking: asked.isFetching };
}
