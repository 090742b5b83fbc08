import { useEffect, useMemo, useRef } from 'react';
import { ask, type Deed, onTold, Refusal, report, tell, useQuery } from '../../bridge';
import { notify, useFormat } from '../../kit';
import { hintOf, useHands, useKeySet } from '../commands';
import { type Names, sentence, TOLD, words } from './messages';

/** How long what was done can be undone from its notice. */
const STAYS_MS = 10_000;
/** So many are looked through for one that can still be undone. */
const LOOKED_AT = 20;

const newest = (limit: number) => ask('desk.deeds', { before: null, limit });

/** What sentences about what was done are made with. */
export function useNames(): Names {
  const stages = useQuery('enquiries.stages', null).data;
  const people = useQuery('people.everybody', null).data;
  const { when, date } = useFormat();
  return useMemo(
    () => ({
      stages: stages ?? [],
      nameOf: (id) => people?.find((person) => person.id === id)?.name,
      when,
      date,
    }),
    [stages, people, when, date],
  );
}

/** Takes back what was done, or does again what was taken back, and says so. */
export function useTakeBack() {
  const names = useNames();
  const keys = hintOf('app.redo', useKeySet());
  const takeBack = async (id: string): Promise<boolean> => {
    try {
      await tell('desk.take_back', { deeds: [id] });
      return true;
    } catch (thrown) {
      const refusal = Refusal.from(thrown);
      if (refusal.code === 'Broken') report(refusal);
      else notify({ title: words.refused, body: refusal.message, tone: 'bad' });
      return false;
    }
  };
  const redo = async (deed: Deed) => {
    if (deed.undone_by && (await takeBack(deed.undone_by)))
      notify({ title: words.again(sentence(deed, names)) });
  };
  const undo = async (deed: Deed) => {
    if (!(await takeBack(deed.id))) return;
    const again = async () => {
      const now = (await newest(LOOKED_AT)).find(({ id }) => id === deed.id);
      if (now) await redo(now);
    };
    notify({
      title: words.took(sentence(deed, names)),
      lasts: STAYS_MS,
      action: {
        label: keys ? `${words.redo} (${keys})` : words.redo,
        onPick: () => void again().catch(tellOf),
      },
    });
  };
  return { undo, redo };
}

/** Ctrl+Z and its opposite wherever one is, and a notice with Undo for what this window does. */
export function useUndo(): void {
  const { undo, redo } = useTakeBack();
  useHands({
    'app.undo': () => void undoLast(undo).catch(tellOf),
    'app.redo': () => void redoLast(redo).catch(tellOf),
  });
  useNotices(undo);
}

const tellOf = (thrown: unknown) => report(Refusal.from(thrown));

async function undoLast(undo: (deed: Deed) => Promise<void>): Promise<void> {
  const last = (await newest(LOOKED_AT)).find(({ standing }) => standing !== 'undone');
  if (!last) notify({ title: words.nothing });
  else if (last.standing === 'open') await undo(last);
  else notify({ title: words.refused, body: last.reason ?? '', tone: 'bad' });
}

async function redoLast(redo: (deed: Deed) => Promise<void>): Promise<void> {
  const undone = (await newest(LOOKED_AT)).filter(({ undone_no }) => undone_no !== null);
  const last = undone.toSorted((one, other) => (other.undone_no ?? 0) - (one.undone_no ?? 0))[0];
  if (last) await redo(last);
  else notify({ title: words.nothingAgain });
}

function useNotices(undo: (deed: Deed) => Promise<void>): void {
  const names = useNames();
  const keys = hintOf('app.undo', useKeySet());
  const latest = useRef({ undo, names, keys });
  useEffect(() => {
    latest.current = { undo, names, keys };
  });
  useEffect(() => {
    let seen = Number.POSITIVE_INFINITY;
    let close = () => {};
    const first = newest(1).then(
      ([deed]) => {
        seen = deed?.no ?? 0;
      },
      // A desk that cannot be read says so on its own screen.
      () => {},
    );
    const show = async () => {
      await first;
      const [deed] = await newest(1);
      if (!deed || deed.no <= seen) return;
      seen = deed.no;
      if (deed.standing !== 'open') return;
      const { names, keys } = latest.current;
      close();
      close = notify({
        title: sentence(deed, names),
        lasts: STAYS_MS,
        action: {
          label: keys ? words.undoKeys(keys) : words.undo,
          onPick: () => void latest.current.undo(deed).catch(tellOf),
        },
      });
    };
    const stop = onTold((command) => {
      if (command === 'desk.take_back') close();
      else if (TOLD.has(command)) show().catch(tellOf);
    });
    return stop;
  }, []);
}
