import type { Category, Complete, Day, Id, LogCall, Outcome } from '../../bridge';
import { parseMoney, parseSpan } from '../../kit';

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

/** What the rep says, from a draft that lacks nothing. */
export function saidOf(draft: Draft): Omit<Complete, 'task_id'> | null {
  if (draft.result === null || lacking(draft).length > 0) return null;
  const category = draft.result === 'not_interested' ? draft.category : IMPLIED[draft.result];
  return {
    outcome: draft.result,
    category,
    negotiated_minor: category === 'price_high' ? parseMoney(draft.price) : null,
    competitor: category === 'bought_competitor' ? draft.competitor.trim() : null,
    next_on: hasNext(draft.result) && draft.next !== '' ? draft.next : null,
    comment: draft.comment.trim(),
  };
}

/** The command for a draft that lacks nothing. */
export function completion(task: Id, draft: Draft): Complete | null {
  const said = saidOf(draft);
  return said && { task_id: task, ...said };
}

/** A call as it is being written down. */
export interface Call {
  contact: Id | null;
  direction: LogCall['direction'];
  /** How long they talked, as it is typed. */
  span: string;
}

/** How long they talked: undefined when what is typed is no time. Nobody talks in a call that nobody takes. */
export function secondsOf(call: Call, result: Outcome | null): number | null | undefined {
  if (result === 'no_answer' || call.span.trim() === '') return null;
  return parseSpan(call.span) ?? undefined;
}

/** The command for a call that lacks nothing. */
export function callOf(enquiry: Id, call: Call, draft: Draft): LogCall | null {
  const said = saidOf(draft);
  const seconds = secondsOf(call, draft.result);
  if (said === null || seconds === undefined) return null;
  return { enquiry_id: enquiry, contact_id: call.contact, direction: call.direction, seconds, ...said };
}
