import { useCallback, useRef } from 'react';
import { type Id, type LaneBy, Refusal, report, tell, useQuery } from '../../bridge';
import { cellOf, type Item, notify, type Place } from '../../kit';
import { enquiryWords, useMove, type Wish } from '../enquiries';
import { words } from './messages';
import { cardAt, neighbours, OTHERS, previewMove, type View } from './rows';

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

/** Gives a card the owner or the priority of a lane, by the command that does so everywhere. */
export async function giveLane(id: Id, { by, from, to }: LaneChange): Promise<void> {
  if (by === 'owner') {
    await tell('enquiries.assign', { id, from: from ?? to, to, note: '' });
  } else if (by === 'priority' && (to === 'high' || to === 'medium' || to === 'low')) {
    const unchanged = { title: null, product: null, quantity: null, unit: null, value_minor: null };
    await tell('enquiries.edit', { id, ...unchanged, priority: to });
  }
}

/** What becomes of one card that is dropped: another place, another stage, another lane, or two of them. */
export function useDrop(view: View) {
  const people = useQuery('people.everybody', null).data;
  const latest = useRef({ view, people });
  latest.current = { view, people };
  const paths = useRef(new Map<Id, { from: Place; to: Place }>());
  const cross = useCallback(async (id: Id, title: string, change: LaneChange, undo: () => void) => {
    try {
      await giveLane(id, change);
      const { by, to } = change;
      const name = latest.current.people?.find((person) => person.id === to)?.name ?? '';
      notify({
        title: by === 'owner' ? enquiryWords.given(title, name) : words.lanes.given(title, labelOf(to)),
        tone: 'good',
      });
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
      return path ? previewMove(latest.current.view, path.from, path.to) : () => {};
    },
    (wish) => {
      const path = paths.current.get(wish.id);
      const change = path && laneChange(latest.current.view, path.from, path.to);
      if (change && isGiven(change)) void cross(wish.id, wish.title, change, () => {});
    },
  );
  const drop = useCallback(
    (item: Item, from: Place, to: Place) => {
      const now = latest.current.view;
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
const labelOf = (key: string) => enquiryWords.priorities[key as keyof typeof enquiryWords.priorities] ?? key;

function refused(undo: () => void) {
  return (thrown: unknown) => {
    undo();
    report(Refusal.from(thrown));
  };
}
