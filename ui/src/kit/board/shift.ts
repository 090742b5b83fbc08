// A sparse column held as pages, and what a move does to it before the host has answered.

/** Pages by number; a page that was never asked for is absent. */
export type Pages<T> = ReadonlyMap<number, readonly T[]>;

/** Takes the row at `index` out and closes the gap across the pages that are held without a break. */
export function removed<T>(pages: Pages<T>, index: number, size: number): Map<number, readonly T[]> {
  const next = new Map(pages);
  let page = Math.floor(index / size);
  let rows = next.get(page);
  if (!rows) return next;
  rows = rows.toSpliced(index % size, 1);
  for (;;) {
    const following = next.get(page + 1);
    const [first, ...rest] = following ?? [];
    if (first === undefined) {
      next.set(page, rows);
      return next;
    }
    next.set(page, [...rows, first]);
    page += 1;
    rows = rest;
  }
}

/** Puts a row in at `index` and pushes the rest down across the pages that are held without a break. */
export function inserted<T>(
  pages: Pages<T>,
  index: number,
  item: T,
  size: number,
): Map<number, readonly T[]> {
  const next = new Map(pages);
  let page = Math.floor(index / size);
  let at = index % size;
  let carried: T = item;
  for (;;) {
    const rows = next.get(page);
    if (!rows) {
      if (page === 0) next.set(0, [carried]);
      return next;
    }
    const grown = rows.toSpliced(at, 0, carried);
    const pushed = grown[size];
    next.set(page, grown.slice(0, size));
    if (pushed === undefined) return next;
    carried = pushed;
    page += 1;
    at = 0;
  }
}
