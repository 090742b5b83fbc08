import { useRef, useState } from 'react';
import { useRefused } from '../../bridge';
import { useFormat } from '../../kit';
import { words } from './messages';
import { blank, type Draft, lacking, type Need } from './outcome';

/** The fields at which a refusal stands. */
const FIELDS = ['comment', 'next_on', 'category', 'negotiated_minor', 'competitor', 'seconds'];

/** What came of a call or a task while it is being said, with what is lacking of it and what was refused. */
export function useOutcome() {
  const { dayAfter } = useFormat();
  const [draft, setDraft] = useState<Draft>(() => blank(dayAfter(2)));
  const [needs, setNeeds] = useState<Need[]>([]);
  const refused = useRefused(FIELDS);
  const comment = useRef<HTMLTextAreaElement>(null);
  const change = (part: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setNeeds([]);
    refused.forget();
  };
  return {
    draft,
    refused,
    comment,
    change,
    /** Says what is lacking. */
    look: () => setNeeds(lacking(draft)),
    pick: (result: Draft['result']) => change({ result, category: null }),
    /** By its key: what comes next is to be said, so that is where typing goes. */
    pickAndGoOn: (result: Draft['result']) => {
      change({ result, category: null });
      comment.current?.focus();
    },
    resultProblem: needs.includes('result') ? words.needs.result : refused.elsewhere,
    problem: (need: Need, field: string) => (needs.includes(need) ? words.needs[need] : refused.at(field)),
  };
}
