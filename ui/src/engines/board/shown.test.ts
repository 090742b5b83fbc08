import { describe, expect, it } from 'vitest';
import { ALL, filterOf, isBare, isSame, paramsOfView, shownOf } from './shown';

const asParams = (changes: Record<string, string | null>) =>
  Object.fromEntries(Object.entries(changes).filter((pair): pair is [string, string] => pair[1] !== null));

describe('what is shown', () => {
  it('comes back from the address as it was', () => {
    const shown = {
      filter: { ...ALL, whose: 'team' as const, stage_days: 10, least_minor: 5_000_000, query: 'zinc' },
      lanes: 'owner' as const,
      density: 'detailed' as const,
      sort: 'value' as const,
    };
    const params = asParams(paramsOfView('v1', shown));
    expect(params.view).toBe('v1');
    expect(isSame(shownOf(params), shown)).toBe(true);
    expect(isSame(shownOf({ ...params, q: 'tin' }), shown)).toBe(false);
  });
  it('takes no nonsense from an address', () => {
    expect(filterOf({ priority: 'urgent', stage_days: 'x', due: 'someday', least: '-5' })).toEqual(ALL);
    expect(shownOf({ density: 'huge', lanes: 'moon', sort: '' })).toEqual({
      filter: ALL,
      lanes: null,
      density: 'normal',
      sort: 'hand',
    });
  });
  it('is nothing in particular when only a record is open', () => {
    expect(isBare({ enquiry: 'e1', tab: 'files' })).toBe(true);
    expect(isBare({ density: 'compact' })).toBe(false);
  });
});
