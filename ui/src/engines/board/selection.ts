import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { ask, type Id, Refusal, report } from '../../bridge';
import type { Picking } from '../../kit';
import { cellOf } from '../../kit';
import { partOf, type View } from './rows';

/** Cards that are selected, by their ids, in the order in which they were. */
export type Chosen = ReadonlyMap<Id, { title: string; stage: string }>;
/** The most that are selected at once. */
export const MOST = 500;
const NONE: Chosen = new Map();

export interface Selection {
  chosen: Chosen;
  ids: ReadonlySet<Id>;
  pick: (pick: Picking) => void;
  /** Keeps only these selected. */
  keep: (ids: readonly Id[]) => void;
}

/** The selection on the board. Another view of it begins with none. */
export function useSelection(view: View): Selection {
  const [chosen, setChosen] = useState<Chosen>(NONE);
  const latest = useRef(view);
  useEffect(() => {
    latest.current = view;
  });
  const { filter, sort, lanes } = view;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a view that shows something else begins with none
  useEffect(() => setChosen((now) => (now.size === 0 ? now : NONE)), [filter, sort, lanes]);
  // An answer that another question has overtaken says nothing any more.
  const asked = useRef(0);
  const add = useCallback(async (cell: string, from: number, to: number, isAnew: boolean) => {
    asked.current += 1;
    const mine = asked.current;
    try {
      const limit = Math.min(MOST, to - from + 1);
      const found = await ask('board.pick', partOf(latest.current, cell, from, limit));
      if (mine !== asked.current) return;
      const these = found.map(({ id, title, column }) => [id, { title, stage: column }] as const);
      setChosen((now) => new Map([...(isAnew ? [] : now), ...these].slice(0, MOST)));
    } catch (thrown) {
      report(Refusal.from(thrown));
    }
  }, []);
  const pick = useCallback(
    (what: Picking) => {
      if (what.kind === 'none') setChosen((now) => (now.size === 0 ? now : NONE));
      else if (what.kind === 'column') void add(what.column, 0, MOST - 1, false);
      else if (what.kind === 'range') {
        const [from, to] = [what.from.index, what.to.index].sort((one, other) => one - other);
        void add(what.to.column, from ?? 0, to ?? 0, true);
      } else {
        const { item, at } = what;
        setChosen((now) => {
          const next = new Map(now);
          if (!next.delete(item.id) && next.size < MOST)
            next.set(item.id, { title: item.title, stage: cellOf(at.column).column });
          return next;
        });
      }
    },
    [add],
  );
  const keep = useCallback((ids: readonly Id[]) => {
    setChosen((now) => new Map([...now].filter(([id]) => ids.includes(id))));
  }, []);
  const ids = useMemo(() => new Set(chosen.keys()), [chosen]);
  return { chosen, ids, pick, keep };
}
