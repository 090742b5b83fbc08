import type { KeyboardEvent } from 'react';
import { type Id, useCommand } from '../../bridge';
import { Dialog } from '../../kit';
import { words } from './messages';
import { completion } from './outcome';
import { Depending, Results, resultOf, Said } from './outcome-fields';
import styles from './today.module.css';
import { useOutcome } from './use-outcome';

/** Says what came of a task, away from Today. */
export function CompleteDialog({ task, title, onClose }: { task: Id; title: string; onClose: () => void }) {
  const said = useOutcome();
  const complete = useCommand('followups.complete', { onDone: onClose, onRefused: said.refused.onRefused });
  const save = () => {
    const ready = completion(task, said.draft);
    said.look();
    if (ready && !complete.isPending) complete.mutate(ready);
  };
  const keys = (event: KeyboardEvent) => {
    const result = resultOf(event);
    if (!result) return;
    event.preventDefault();
    said.pickAndGoOn(result);
  };
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
        <Results draft={said.draft} problem={said.resultProblem} onPick={said.pick} />
        <Depending {...said} />
        <Said ref={said.comment} {...said} />
      </div>
    </Dialog>
  );
}
