import { describe, expect, it } from 'vitest';
import { gapAt, pages, reveal, visible } from './window';

describe('visible', () => {
  it('draws the rows in sight and a few spare', () => {
    expect(visible(920, 700, 92, 50_000, 3)).toEqual({ first: 7, last: 21 });
  });
  it('never goes past either end', () => {
    expect(visible(0, 700, 92, 5, 3)).toEqual({ first: 0, last: 5 });
    expect(visible(92 * 49_990, 700, 92, 50_000, 3)).toEqual({ first: 49_987, last: 50_000 });
  });
  it('draws nothing of an empty list, nor of one that has shrunk away', () => {
    expect(visible(0, 700, 92, 0, 3)).toEqual({ first: 0, last: 0 });
    expect(visible(9_200, 700, 92, 10, 3)).toEqual({ first: 0, last: 0 });
  });
});

describe('pages', () => {
  it('asks only for the pages in sight', () => {
    expect(pages({ first: 95, last: 110 }, 100)).toEqual([0, 1]);
    expect(pages({ first: 100, last: 110 }, 100)).toEqual([1]);
    expect(pages({ first: 90, last: 100 }, 100)).toEqual([0]);
    expect(pages({ first: 0, last: 0 }, 100)).toEqual([]);
  });
});

describe('reveal', () => {
  it('moves no further than it must', () => {
    expect(reveal(3, 0, 700, 92)).toBe(0);
    expect(reveal(10, 0, 700, 92)).toBe(11 * 92 - 700);
    expect(reveal(1, 500, 700, 92)).toBe(92);
  });
});

describe('gapAt', () => {
  it('picks the nearer edge of the row under the pointer', () => {
    expect(gapAt(40, 92, 10)).toBe(0);
    expect(gapAt(50, 92, 10)).toBe(1);
    expect(gapAt(-300, 92, 10)).toBe(0);
    expect(gapAt(99_999, 92, 10)).toBe(10);
  });
});
