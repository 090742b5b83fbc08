import { useState } from 'react';
import { ask, type Id, Refusal, report, type Stage, tell, useQuery } from '../../bridge';
import { type Answers, AskDialog, notify } from '../../kit';
import { words } from './messages';

/** A wish: this enquiry, from its stage to another, between two neighbours if the place matters. */
export interface Wish {
  id: Id;
  title: string;
  from: string;
  to: string;
  after: Id | null;
  before: Id | null;
}

/** Shows a move before the host has answered. Returns how to take it back. */
export type Preview = (wish: Wish) => () => void;

/**
 * The one way an enquiry changes its stage, from the board, its menu or the record: asks for what the stage requires and
 * the enquiry does not say yet, tells the host, and when it refuses takes the preview back and says why.
 */
export function useMove(preview?: Preview, onMoved?: (wish: Wish) => void) {
  const stages = useQuery('enquiries.stages', null).data ?? [];
  const [asking, setAsking] = useState<{ wish: Wish; questions: Stage['requires'] } | null>(null);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const [isBusy, setBusy] = useState(false);
  const stageOf = (key: string) => stages.find((stage) => stage.key === key);
  const labelOf = (key: string) => stageOf(key)?.label ?? key;

  const send = async (wish: Wish, fields: Answers, isAsked: boolean) => {
    setBusy(true);
    const undo = preview?.(wish);
    try {
      const { id, from, to, before, after } = wish;
      await tell('enquiries.advance', { id, from, to, before, after, fields });
      setAsking(null);
      onMoved?.(wish);
    } catch (thrown) {
      undo?.();
      const refusal = Refusal.from(thrown);
      if (isAsked && refusal.code === 'Invalid' && refusal.field) {
        setRefused({ field: refusal.field, message: refusal.message });
      } else {
        setAsking(null);
        show(refusal, wish);
      }
    } finally {
      setBusy(false);
    }
  };
  const move = async (wish: Wish) => {
    const stage = stageOf(wish.to);
    const isOpen = stage?.from.includes(wish.from) ?? false;
    setRefused(null);
    // A move the pipeline does not know goes to the host all the same: the reason it gives is the one to show.
    const questions = stage && isOpen ? await unsaid(wish, stage) : [];
    if (questions.length > 0) setAsking({ wish, questions });
    else await send(wish, {}, false);
  };
  const dialog = asking ? (
    <AskDialog
      title={words.moveTitle(labelOf(asking.wish.to))}
      description={words.moveNeeds(asking.wish.title)}
      submit={words.move}
      cancel={words.cancel}
      words={words.ask}
      questions={asking.questions}
      refused={refused}
      isBusy={isBusy}
      onAnswer={(answers) => void send(asking.wish, answers, true)}
      onClose={() => setAsking(null)}
    />
  ) : null;
  return { move: (wish: Wish) => void move(wish), dialog, stages };
}

/** What a stage asks for that the enquiry does not say yet. Nothing is asked where the host will not let it move. */
async function unsaid(wish: Wish, stage: Stage): Promise<Stage['requires']> {
  if (stage.requires.length === 0) return [];
  try {
    const [movable] = await ask('enquiries.may_move', { ids: [wish.id], to: wish.to, fields: null });
    return stage.requires.filter(({ field }) => movable?.needs.includes(field));
  } catch {
    return stage.requires;
  }
}

function show(refusal: Refusal, wish: Wish): void {
  if (refusal.code === 'Broken') report(refusal);
  else notify({ title: words.refusedTitle(wish.title), body: refusal.message, tone: 'bad' });
}
