import { CircleAlert } from 'lucide-react';
import {
  type FocusEvent,
  type HTMLInputTypeAttribute,
  type KeyboardEvent,
  useEffect,
  useId,
  useRef,
  useState,
} from 'react';
import { Button, join } from './controls';
import styles from './inline.module.css';

/** What a fact that is edited in place says of itself. */
export interface InlineWords {
  /** In place of a fact that is not known. */
  empty: string;
  meanwhile: (value: string) => string;
  keep: string;
  take: string;
}

export interface InlineProps {
  /** What the fact is called: read aloud with its value. */
  label: string;
  /** As it is edited; empty when it is not known. */
  value: string;
  /** As it is read. */
  show?: (value: string) => string;
  type?: HTMLInputTypeAttribute;
  inputMode?: 'decimal' | 'numeric' | 'text';
  /** What is wrong with what was entered, in a sentence. */
  check?: (value: string) => string | null;
  /** Keeps it. A refusal is thrown, and its sentence stands at the field. */
  onSave: (value: string) => Promise<unknown>;
  words: InlineWords;
  className?: string | undefined;
}

interface Draft {
  text: string;
  /** The value that was there when the editing began. */
  base: string;
  problem: string | null;
}

/**
 * A fact that is edited where it stands: a click, Enter or F2 begins, Enter and going on keep, Escape puts back. What
 * was entered shows at once; what is refused comes back into the field with the reason, and what somebody else has
 * changed meanwhile is offered instead of being overwritten.
 */
export function Inline(props: InlineProps) {
  const { label, value, words, show = (text: string) => text } = props;
  const { draft, pending, begin, ...edit } = useDraft(props);
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (draft === null && edit.isBack.current) button.current?.focus();
    edit.isBack.current = false;
  }, [draft, edit.isBack]);
  if (draft !== null) return <Editing {...props} draft={draft} {...edit} />;
  const text = pending ?? value;
  const shown = text === '' ? words.empty : show(text);
  return (
    <button
      ref={button}
      type="button"
      className={join(styles.fact, props.className)}
      aria-label={`${label}: ${shown}`}
      data-empty={text === '' || undefined}
      data-pending={pending !== null || undefined}
      onClick={begin}
      onKeyDown={(event) => {
        if (event.key !== 'F2') return;
        event.preventDefault();
        begin();
      }}
    >
      {shown}
    </button>
  );
}

function useDraft({ value, check, onSave }: InlineProps) {
  const [draft, setDraft] = useState<Draft | null>(null);
  const [pending, setPending] = useState<string | null>(null);
  /** Whether the focus was in the field when it closed. */
  const isBack = useRef(false);
  /** Whether the field was opened by hand: one that opens because of a refusal leaves the focus where it is. */
  const isWanted = useRef(false);
  const begin = () => {
    isWanted.current = true;
    setDraft({ text: value, base: value, problem: null });
  };
  const close = (withFocus: boolean) => {
    isBack.current = withFocus;
    setDraft(null);
  };
  const save = async (withFocus: boolean) => {
    if (draft === null) return;
    const text = draft.text.trim();
    if (text === draft.base) return close(withFocus);
    const problem = check?.(text) ?? null;
    if (problem !== null || value !== draft.base) return setDraft({ ...draft, problem });
    close(withFocus);
    setPending(text);
    try {
      await onSave(text);
    } catch (thrown) {
      isWanted.current = false;
      setDraft({ text, base: value, problem: thrown instanceof Error ? thrown.message : String(thrown) });
    } finally {
      setPending(null);
    }
  };
  return { draft, setDraft, pending, begin, close, save, isBack, isWanted };
}

type Edit = Omit<ReturnType<typeof useDraft>, 'draft' | 'pending' | 'begin'>;

function Editing(props: InlineProps & Edit & { draft: Draft }) {
  const { label, value, type = 'text', inputMode, draft, setDraft, save, close, isWanted } = props;
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!isWanted.current) return;
    input.current?.focus();
    if (input.current?.type === 'text') input.current.select();
  }, [isWanted]);
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' && event.key !== 'Enter') return;
    event.preventDefault();
    if (event.key === 'Escape') close(true);
    else void save(true);
  };
  const left = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) void save(false);
  };
  return (
    <div role="group" aria-label={label} className={styles.editing} onBlur={left}>
      <input
        ref={input}
        type={type}
        inputMode={inputMode}
        aria-label={label}
        aria-invalid={draft.problem !== null}
        aria-describedby={draft.problem === null ? undefined : id}
        autoComplete="off"
        value={draft.text}
        onChange={(event) => setDraft({ ...draft, text: event.target.value, problem: null })}
        onKeyDown={keys}
      />
      {draft.problem !== null && (
        <span id={id} className={styles.problem} role="alert">
          <CircleAlert size={14} aria-hidden="true" />
          {draft.problem}
        </span>
      )}
      {value !== draft.base && <Meanwhile {...props} />}
    </div>
  );
}

/** Somebody else has put the same fact right: theirs, or what is in the field. */
function Meanwhile({
  value,
  show = (text) => text,
  words,
  draft,
  setDraft,
  close,
}: InlineProps & Edit & { draft: Draft }) {
  return (
    <div className={styles.meanwhile} role="alert">
      <span>{words.meanwhile(value === '' ? words.empty : show(value))}</span>
      <span className={styles.ways}>
        <Button size="small" onClick={() => close(true)}>
          {words.take}
        </Button>
        <Button size="small" onClick={() => setDraft({ ...draft, base: value })}>
          {words.keep}
        </Button>
      </span>
    </div>
  );
}
