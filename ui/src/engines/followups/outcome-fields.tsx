import type { KeyboardEvent, Ref } from 'react';
import type { Outcome } from '../../bridge';
import { DateField, Kbd, Select, TextArea, TextField } from '../../kit';
import { type CommandId, hintOf, useKeySet } from '../../shell/commands';
import { words } from './messages';
import { type Draft, hasNext, type Need } from './outcome';
import styles from './today.module.css';

const RESULTS: readonly Outcome[] = ['interested', 'not_interested', 'call_later', 'no_answer'];
const CATEGORIES = ['no_requirement', 'price_high', 'bought_competitor'] as const;

/** A digit is an outcome while nobody types. */
export function resultOf(event: KeyboardEvent): Outcome | null {
  const isTyping = event.target instanceof Element && event.target.matches('input, textarea');
  return isTyping ? null : (RESULTS[Number(event.key) - 1] ?? null);
}

export function Results(props: { draft: Draft; problem: string | null; onPick: (result: Outcome) => void }) {
  const { draft, problem, onPick } = props;
  const set = useKeySet();
  return (
    <>
      <div className={styles.results} role="radiogroup" aria-label={words.form}>
        {RESULTS.map((result) => (
          <button
            key={result}
            type="button"
            role="radio"
            aria-checked={draft.result === result}
            className={styles.result}
            onClick={() => onPick(result)}
          >
            {words.results[result]} <Kbd>{hintOf(`today.${result}` satisfies CommandId, set)}</Kbd>
          </button>
        ))}
      </div>
      {problem !== null && (
        <span className={styles.error} role="alert">
          {problem}
        </span>
      )}
    </>
  );
}

export interface Part {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  problem: (need: Need, field: string) => string | null;
}

/** What was said, and when to go on. */
export function Said({ ref, draft, change, problem }: Part & { ref: Ref<HTMLTextAreaElement> }) {
  return (
    <>
      <TextArea
        ref={ref}
        label={words.comment}
        hint={words.commentHint}
        error={problem('comment', 'comment')}
        rows={3}
        value={draft.comment}
        onText={(comment) => change({ comment })}
      />
      {hasNext(draft.result) && (
        <DateField
          label={words.next}
          isOptional={draft.result !== 'call_later'}
          error={problem('next', 'next_on')}
          value={draft.next}
          onText={(next) => change({ next })}
        />
      )}
    </>
  );
}

export function Depending({ draft, change, problem }: Part) {
  if (draft.result !== 'not_interested') return null;
  return (
    <>
      <Select
        label={words.category}
        placeholder={words.choose}
        error={problem('category', 'category')}
        choices={CATEGORIES.map((value) => ({ value, label: words.categories[value] }))}
        value={CATEGORIES.find((each) => each === draft.category) ?? null}
        onValue={(category) => change({ category })}
      />
      {draft.category === 'price_high' && (
        <TextField
          label={words.price}
          inputMode="decimal"
          error={problem('price', 'negotiated_minor')}
          value={draft.price}
          onText={(price) => change({ price })}
        />
      )}
      {draft.category === 'bought_competitor' && (
        <TextField
          label={words.competitor}
          error={problem('competitor', 'competitor')}
          value={draft.competitor}
          onText={(competitor) => change({ competitor })}
        />
      )}
    </>
  );
}
