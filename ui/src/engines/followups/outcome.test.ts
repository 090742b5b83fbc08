import { describe, expect, it } from 'vitest';
import { blank, callOf, completion, lacking } from './outcome';

const draft = (part: Partial<ReturnType<typeof blank>>) => ({
  ...blank('2026-11-24'),
  comment: 'Spoke',
  ...part,
});

describe('an outcome', () => {
  it('needs a result and a comment', () => {
    expect(lacking(blank('2026-11-24'))).toEqual(['result', 'comment']);
  });
  it('asks why when there is no interest, and for what each reason depends on', () => {
    expect(lacking(draft({ result: 'not_interested' }))).toEqual(['category']);
    expect(lacking(draft({ result: 'not_interested', category: 'price_high' }))).toEqual(['price']);
    expect(lacking(draft({ result: 'not_interested', category: 'bought_competitor' }))).toEqual([
      'competitor',
    ]);
  });
  it('keeps the negotiated price in paise', () => {
    const done = completion(
      'k1',
      draft({ result: 'not_interested', category: 'price_high', price: '182.50' }),
    );
    expect(done).toMatchObject({ category: 'price_high', negotiated_minor: 18_250, next_on: null });
  });
  it('defers a call-later to its date and will not go without one', () => {
    expect(completion('k1', draft({ result: 'call_later' }))).toMatchObject({
      category: 'deferred',
      next_on: '2026-11-24',
    });
    expect(completion('k1', draft({ result: 'call_later', next: '' }))).toBeNull();
  });
  it('calls an unanswered call “no response”', () => {
    expect(completion('k1', draft({ result: 'no_answer' }))?.category).toBe('no_response');
  });
});

describe('a call', () => {
  const call = { contact: 'p1', direction: 'out' as const, span: '3:20' };
  it('carries what was said and how long they talked', () => {
    expect(callOf('e1', call, draft({ result: 'interested', next: '' }))).toMatchObject({
      enquiry_id: 'e1',
      contact_id: 'p1',
      seconds: 200,
      outcome: 'interested',
      next_on: null,
    });
  });
  it('that nobody takes has no length', () => {
    expect(callOf('e1', call, draft({ result: 'no_answer' }))?.seconds).toBeNull();
  });
  it('does not go with a length that is none, or without an outcome', () => {
    expect(callOf('e1', { ...call, span: 'a while' }, draft({ result: 'interested' }))).toBeNull();
    expect(callOf('e1', call, draft({}))).toBeNull();
  });
});
