import { describe, expect, it } from 'vitest';
import { strokes } from './chord';
import { clashes } from './keys';
import { COMMANDS, specOf } from './list';
import { words } from './messages';
import { IDS } from './registry';
import { chordsOf, KEY_SETS } from './spec';

describe.each(KEY_SETS)('the keys of %s', (set) => {
  it('mean one thing in each place', () => {
    expect(clashes(COMMANDS, words.anywhere, set)).toEqual([]);
  });
  it('take no letter from who types', () => {
    const taking = IDS.filter((id) => specOf(id).isEverywhere).flatMap((id) =>
      chordsOf(specOf(id), set).filter((chord) => strokes(chord).length === 1 && /^(Shift\+)?.$/.test(chord)),
    );
    // The one that searches is a sign in the letter set, and waits until nobody types.
    expect(taking.filter((chord) => chord !== '/')).toEqual([]);
  });
  it('begin no two-stroke chord with what is a chord itself', () => {
    const all = IDS.flatMap((id) => chordsOf(specOf(id), set).map(strokes));
    const firsts = new Set(all.filter((each) => each.length > 1).map(([first]) => first));
    expect(all.filter((each) => each.length === 1 && firsts.has(each[0] ?? ''))).toEqual([]);
  });
});

it('a clash is found', () => {
  const icon = specOf('app.help').icon;
  const here = { label: 'Here', group: 'Here', icon, keys: ['Mod+X'] };
  const all = { here, there: { ...here, keys: ['x', 'Mod+x'] } };
  expect(clashes(all, words.anywhere, 'outlook')).toEqual(['Here: Mod+x is here and there']);
});
