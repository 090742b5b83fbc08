// Which rows of a long list are worth having: arithmetic on a fixed row height.

export interface Span {
  /** First row, inclusive. */
  first: number;
  /** Behind the last row. */
  last: number;
}

/** The rows to draw. */
export function visible(scrolled: number, viewport: number, row: number, count: number, spare: number): Span {
  const first = Math.max(0, Math.floor(scrolled / row) - spare);
  const last = Math.min(count, Math.ceil((scrolled + viewport) / row) + spare);
  return first < last ? { first, last } : { first: 0, last: 0 };
}

/** The pages that hold those rows, lowest first. */
export function pages({ first, last }: Span, size: number): number[] {
  if (last <= first) return [];
  const found: number[] = [];
  for (let page = Math.floor(first / size); page * size < last; page += 1) found.push(page);
  return found;
}

/** Where to scroll so that a row is wholly in sight, moving as little as possible. */
export function reveal(index: number, scrolled: number, viewport: number, row: number): number {
  const top = index * row;
  if (top < scrolled) return top;
  if (top + row > scrolled + viewport) return Math.max(0, top + row - viewport);
  return scrolled;
}

/** The gap between rows that a point is nearest to: 0 is above the first row, `count` below the last. */
export function gapAt(offset: number, row: number, count: number): number {
  return Math.min(count, Math.max(0, Math.round(offset / row)));
}
