import { useCallback, useRef } from 'react';
import { type Asked, type Id, type LaneBy, Refusal, report, tell } from '../../bridge';
import { cellOf, type Item, notify, type Place } from '../../kit';
import { enquiryWords, useMove, type Wish } from '../enquiries';
import { words } from './messages';
import { cardAt, type Neighbours, neighbours, OTHERS, previewMove, type View } from './rows';

/** What a drop changes beside the stage: the field that the lanes are cut by. */
export interface LaneChange {
  by: LaneBy;
  from: string | null;
  to: string;
}

/** The lane that a drop goes to, when it is another one. */
export function laneChange(view: View, from: Place, to: Place): LaneChange | null {
  const [here, there] = [cellOf(from.column).lane, cellOf(to.column).lane];
  return view.lanes === null || there === null || here === there
    ? null
    : { by: view.lanes, from: here, to: there };
}

/** True where a card gets into another lane by being put there. */
export const isGiven = ({ by, to }: LaneChange) => (by === 'owner' || by === 'priority') && to !== OTHERS;

/** How a card is given the owner or the priority of a lane: by the command that does so everywhere. */
export function laneCall(id: Id, { by, from, to }: LaneChange): Asked[] {
  if (by === 'owner') {
    return [{ command: 'enquiries.assign', input: { id, from: from ?? to, to, note: '' } }];
  }
  if (by === 'priority' && (to === 'high' || to === 'medium' || to === 'low')) {
    const unchanged = { title: null, product: null, quantity: null, unit: null, value_minor: null };
    return [{ command: 'enquiries.edit', input: { id, ...unchanged, priority: to } }];
  }
  return [];
}

/**
 * In which order several cards go to one place, so that they stand there in the order in which they were: each of them
 * beside the same neighbour, whatever becomes of the others.
 */
export function inOrder<T>(cards: readonly T[], { after, before }: Neighbours): { row: T[]; at: Neighbours } {
  return after !== null || before === null
    ? { row: cards.toReversed(), at: { after, before: null } }
    : { row: [...cards], at: { after: null, before } };
}

/** What becomes of one card that is dropped: another place, another stage, another lane, or two of them. */
export function useDrop(view: View) {
  const latest = useRef(view);
  latest.current = view;
  const paths = useRef(new Map<Id, { from: Place; to: Place }>());
  const cross = useCallback(async (id: Id, title: string, change: LaneChange, undo: () => void) => {
    try {
      for (const { command, input } of laneCall(id, change)) await tell(command, input);
    } catch (thrown) {
      undo();
      const refusal = Refusal.from(thrown);
      if (refusal.code === 'Broken') report(refusal);
      else notify({ title: enquiryWords.refusedTitle(title), body: refusal.message, tone: 'bad' });
    }
  }, []);
  const { move, dialog, stages } = useMove(
    (wish) => {
      const path = paths.current.get(wish.id);
      return path ? previewMove(latest.current, path.from, path.to) : () => {};
    },
    (wish) => {
      const path = paths.current.get(wish.id);
      const change = path && laneChange(latest.current, path.from, path.to);
      if (change && isGiven(change)) void cross(wish.id, wish.title, change, () => {});
    },
  );
  const drop = useCallback(
    (item: Item, from: Place, to: Place) => {
      const now = latest.current;
      const { id, title } = item;
      const change = laneChange(now, from, to);
      const [here, there] = [cellOf(from.column).column, cellOf(to.column).column];
      if (change && !isGiven(change)) {
        notify({ title: words.lanes.fixed[change.by === 'company' ? 'company' : 'track'], tone: 'bad' });
        if (here === there) return;
      }
      const place = change ? { after: null, before: null } : neighbours(now, to, id);
      if (here !== there) {
        paths.current.set(id, { from, to });
        move({ id, title, from: stageOf(now, from) ?? here, to: there, ...place } satisfies Wish);
        return;
      }
      const undo = previewMove(now, from, to);
      if (change) void cross(id, title, change, undo);
      else if (now.sort === 'hand') tell('enquiries.place', { id, ...place }).catch(refused(undo));
      else {
        undo();
        notify({ title: words.sorted });
      }
    },
    [move, cross],
  );
  return { drop, dialog, stages };
}

const stageOf = (view: View, at: Place) => cardAt(view, at)?.stage;

function refused(undo: () => void) {
  return (thrown: unknown) => {
    undo();
    report(Refusal.from(thrown));
  };
}
