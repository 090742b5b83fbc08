import { type KeyboardEvent, useRef, useState } from 'react';
import { type Id, useCommand } from '../../bridge';
import { Dialog, useFormat } from '../../kit';
import { words } from './messages';
import { blank, completion, type Draft, lacking, type Need } from './outcome';
import { Depending, Results, resultOf, Said } from './outcome-fields';
import styles from './today.module.css';

/** Says what came of a task, away from Today. */
export function CompleteDialog({ task, title, onClose }: { task: Id; title: string; onClose: () => void }) {
  const { dayAfter } = useFormat();
  const [draft, setDraft] = useState<Draft>(() => blank(dayAfter(2)));
  const [needs, setNeeds] = useState<Need[]>([]);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const comment = useRef<HTMLTextAreaElement>(null);
  const complete = useCommand('followups.complete', {
    onDone: onClose,
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null) return false;
      setRefused({ field, message });
      return true;
    },
  });
  const change = (part: Partial<Draft>) => {
    setDraft((now) => ({ ...now, ...part }));
    setNeeds([]);
    setRefused(null);
  };
  const save = () => {
    const ready = completion(task, draft);
    setNeeds(lacking(draft));
    if (ready && !complete.isPending) complete.mutate(ready);
  };
  const keys = (event: KeyboardEvent) => {
    const result = resultOf(event);
    if (!result) return;
    event.preventDefault();
    change({ result, category: null });
    comment.current?.focus();
  };
  const problem = (need: Need, field: string) =>
    needs.includes(need) ? words.needs[need] : refused?.field === field ? refused.message : null;
  return (
    <Dialog
      title={title}
      submit={words.complete.save}
      cancel={words.call.cancel}
      isBusy={complete.isPending}
      onSubmit={save}
      onClose={onClose}
    >
      <div role="group" aria-label={title} className={styles.fields} onKeyDown={keys} data-testid="complete">
        <Results draft={draft} onPick={(result) => change({ result, category: null })} />
        {needs.includes('result') && (
          <span className={styles.error} role="alert">
            {words.needs.result}
          </span>
        )}
        <Depending draft={draft} change={change} problem={problem} />
        <Said ref={comment} draft={draft} change={change} problem={problem} />
      </div>
    </Dialog>
  );
}
