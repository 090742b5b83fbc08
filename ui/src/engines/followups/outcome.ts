import type { Category, Complete, Day, Id, Outcome } from '../../bridge';
import { parseMoney } from '../../kit';

export interface Draft {
  result: Outcome | null;
  category: Category | null;
  price: string;
  competitor: string;
  next: Day;
  comment: string;
}

export type Need = 'result' | 'category' | 'comment' | 'next' | 'price' | 'competitor';

export function blank(next: Day): Draft {
  return { result: null, category: null, price: '', competitor: '', next, comment: '' };
}

/** The reason each outcome stands for when it leaves nothing to choose. */
const IMPLIED: Readonly<Record<Outcome, Category | null>> = {
  interested: null,
  not_interested: null,
  call_later: 'deferred',
  no_answer: 'no_response',
};

/** Outcomes after which there must be a next date. */
export function hasNext(result: Outcome | null): boolean {
  return result !== null && result !== 'not_interested';
}

/** What the outcome still lacks, each with the field it is about. */
export function lacking(draft: Draft): Need[] {
  const needs: Need[] = [];
  if (draft.result === null) needs.push('result');
  if (draft.result === 'not_interested' && draft.category === null) needs.push('category');
  if (draft.category === 'price_high' && parseMoney(draft.price) === null) needs.push('price');
  if (draft.category === 'bought_competitor' && draft.competitor.trim() === '') needs.push('competitor');
  if (draft.result === 'call_later' && draft.next === '') needs.push('next');
  if (draft.comment.trim() === '') needs.push('comment');
  return needs;
}

/** The command for a draft that lacks nothing. */
export function completion(task: Id, draft: Draft): Complete | null {
  if (draft.result === null || lacking(draft).length > 0) return null;
  const category = draft.result === 'not_interested' ? draft.category : IMPLIED[draft.result];
  return {
    task_id: task,
    outcome: draft.result,
    category,
    negotiated_minor: category === 'price_high' ? parseMoney(draft.price) : null,
    competitor: category === 'bought_competitor' ? draft.competitor.trim() : null,
    next_on: hasNext(draft.result) && draft.next !== '' ? draft.next : null,
    comment: draft.comment.trim(),
  };
}
