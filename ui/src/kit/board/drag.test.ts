import { describe, expect, it } from 'vitest';
import { type Drag, type Held, IDLE, type Input, type Outcome, rank, step } from './drag';
import { inserted, removed } from './shift';
import { aimed, walked } from './use-keys';

const held: Held = { id: 'e1', from: { column: 'samples', index: 2 } };
const press: Input = { kind: 'press', pointer: 1, at: { x: 100, y: 100 }, held };

function run(...inputs: Input[]): { drag: Drag; outcomes: Outcome['kind'][] } {
  let drag: Drag = IDLE;
  const outcomes: Outcome['kind'][] = [];
  for (const input of inputs) {
    const next = step(drag, input);
    drag = next.drag;
    outcomes.push(next.outcome.kind);
  }
  return { drag, outcomes };
}
const move = (x: number, y: number, column = 'quote', index = 0): Input => ({
  kind: 'move',
  pointer: 1,
  at: { x, y },
  over: { column, index },
});

describe('the pointer', () => {
  it('stays a click until it has wandered four pixels', () => {
    const { drag, outcomes } = run(press, move(102, 103), { kind: 'release', pointer: 1 });
    expect(drag).toEqual(IDLE);
    expect(outcomes).toEqual(['none', 'none', 'none']);
  });
  it('becomes a drag at four pixels and drops where it is released', () => {
    const { outcomes } = run(press, move(104, 100), move(300, 200, 'quote', 5), {
      kind: 'release',
      pointer: 1,
    });
    expect(outcomes).toEqual(['none', 'start', 'none', 'drop']);
  });
  it('does nothing when released over no column', () => {
    const away: Input = { kind: 'move', pointer: 1, at: { x: 900, y: 900 }, over: null };
    const { drag, outcomes } = run(press, move(200, 100), away, { kind: 'release', pointer: 1 });
    expect(drag).toEqual(IDLE);
    expect(outcomes.at(-1)).toBe('cancelled');
  });
  it('does nothing when dropped into the gap above or below itself', () => {
    for (const index of [2, 3]) {
      const { outcomes } = run(press, move(200, 100, 'samples', index), { kind: 'release', pointer: 1 });
      expect(outcomes.at(-1)).toBe('cancelled');
    }
  });
  it('puts the card back on Escape', () => {
    const { drag, outcomes } = run(press, move(200, 100), { kind: 'cancel' });
    expect(drag).toEqual(IDLE);
    expect(outcomes.at(-1)).toBe('cancelled');
  });
  it('ignores a second finger', () => {
    const { drag } = run(press, move(200, 100), { kind: 'release', pointer: 2 });
    expect(drag.phase).toBe('dragging');
  });
});

describe('the keyboard', () => {
  it('lifts, aims and drops', () => {
    const { outcomes } = run(
      { kind: 'lift', held },
      { kind: 'aim', over: { column: 'quote', index: 1 } },
      { kind: 'drop' },
    );
    expect(outcomes).toEqual(['start', 'none', 'drop']);
  });
  it('lets go without a move', () => {
    const { outcomes } = run({ kind: 'lift', held }, { kind: 'drop' });
    expect(outcomes.at(-1)).toBe('cancelled');
  });
  it('steps over the two gaps beside the lifted card as if they were one', () => {
    const counts = new Map([['samples', 5]]);
    const grid = { keys: ['samples'], width: 1, counts };
    expect(aimed('ArrowDown', { column: 'samples', index: 2 }, held, grid)?.index).toBe(4);
    expect(aimed('ArrowUp', { column: 'samples', index: 2 }, held, grid)?.index).toBe(1);
  });
  it('walks past empty columns', () => {
    const counts = new Map([
      ['a', 3],
      ['b', 0],
      ['c', 1],
    ]);
    expect(
      walked('ArrowRight', { column: 'a', index: 2 }, { keys: ['a', 'b', 'c'], width: 3, counts }),
    ).toEqual({
      column: 'c',
      index: 0,
    });
  });
  it('walks and aims into the lane below and the lane above', () => {
    const counts = new Map([
      ['one\na', 2],
      ['one\nb', 1],
      ['two\na', 0],
      ['two\nb', 0],
      ['three\na', 3],
      ['three\nb', 0],
    ]);
    const grid = { keys: [...counts.keys()], width: 2, counts };
    const at = (column: string, index: number) => ({ column, index });
    expect(walked('ArrowDown', at('one\na', 0), grid)).toEqual(at('one\na', 1));
    expect(walked('ArrowDown', at('one\na', 1), grid)).toEqual(at('three\na', 0));
    expect(walked('ArrowUp', at('three\na', 0), grid)).toEqual(at('one\na', 1));
    expect(walked('ArrowRight', at('three\na', 0), grid)).toEqual(at('three\na', 0));
    expect(walked('ArrowLeft', at('one\na', 0), grid)).toEqual(at('one\na', 0));
    const lifted = { id: 'e', from: at('one\na', 0) };
    expect(aimed('ArrowDown', at('one\na', 2), lifted, grid)).toEqual(at('two\na', 0));
    expect(aimed('ArrowUp', at('two\na', 0), lifted, grid)).toEqual(at('one\na', 2));
    expect(aimed('ArrowUp', at('one\nb', 0), lifted, grid)).toEqual(at('one\nb', 0));
  });
  it('announces the rank the card will have, not the gap', () => {
    expect(rank(held, { column: 'samples', index: 5 })).toBe(5);
    expect(rank(held, { column: 'samples', index: 0 })).toBe(1);
    expect(rank(held, { column: 'quote', index: 3 })).toBe(4);
  });
});

describe('a sparse column', () => {
  const pages = new Map([
    [0, ['a', 'b', 'c']],
    [1, ['d', 'e', 'f']],
    [4, ['m', 'n', 'o']],
  ]);
  it('closes the gap a card leaves, across the pages that are held', () => {
    const next = removed(pages, 1, 3);
    expect(next.get(0)).toEqual(['a', 'c', 'd']);
    expect(next.get(1)).toEqual(['e', 'f']);
    expect(next.get(4)).toEqual(['m', 'n', 'o']);
  });
  it('makes room for a card, and forgets what falls off the held pages', () => {
    const next = inserted(pages, 1, 'X', 3);
    expect(next.get(0)).toEqual(['a', 'X', 'b']);
    expect(next.get(1)).toEqual(['c', 'd', 'e']);
    expect(next.get(4)).toEqual(['m', 'n', 'o']);
  });
  it('puts a card into a column nobody has looked at', () => {
    expect(inserted(new Map(), 0, 'X', 3).get(0)).toEqual(['X']);
    expect(inserted(new Map(), 500, 'X', 3).size).toBe(0);
  });
});
