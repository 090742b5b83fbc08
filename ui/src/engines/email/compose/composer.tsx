import { lazy, Suspense, useRef, useState } from 'react';
import {
  client,
  type Id,
  type Instant,
  type MailDraft,
  queryOf,
  Refusal,
  report,
  tell,
  useQuery,
} from '../../../bridge';
import { join, notify, Spinner, useFormat } from '../../../kit';
import { Answer } from '../../../shell/answer';
import { useHands } from '../../../shell/commands';
import { Attachments, useCarry, useDrop } from './attachments';
import styles from './compose.module.css';
import type { Text } from './editor';
import { Foot } from './foot';
import { Head } from './head';
import { words } from './messages';
import { TemplatePicker } from './picker';
import { useDraft } from './use-draft';
import { showDraft } from './use-write';
import { escaped, filled, valuesOf } from './variables';
import { Waiting } from './waiting';

/** The editor is large, and most of the day nobody writes: it comes when the first mail is written. */
const RichText = lazy(() => import('./editor'));

interface Props {
  id: Id;
  /** Fills its pane rather than standing below something. */
  isWhole?: boolean;
  onClose: () => void;
}

/** A mail that is being written. Closing it keeps it. */
export function Composer({ id, isWhole = false, onClose }: Props) {
  const draft = useQuery('email.draft', { id });
  // The text is taken over once. What was known of it when it was written last may be older than what was kept.
  const [isKnown, setKnown] = useState(false);
  if (!isKnown && !draft.isFetching) setKnown(true);
  return (
    <Answer of={draft}>
      {(answer) =>
        answer.state === 'open' ? (
          isKnown && <Open draft={answer} isWhole={isWhole} onClose={onClose} />
        ) : (
          <Waiting id={id} onClose={onClose} />
        )
      }
    </Answer>
  );
}

function Open({ draft, isWhole, onClose }: { draft: MailDraft; isWhole: boolean; onClose: () => void }) {
  const { id } = draft;
  const { dateTime } = useFormat();
  const editing = useDraft(draft);
  const { fields, written } = editing;
  const text = useRef<Text | null>(null);
  const chooser = useRef<HTMLInputElement>(null);
  const [isPicking, setPicking] = useState(false);
  const [isBusy, setBusy] = useState(false);
  const [refused, setRefused] = useState<Refusal | null>(null);
  const { carry, underway, stop } = useCarry(id);
  const drop = useDrop(carry);
  const values = useValues(draft, fields.to);
  const isUntouched = useUntouched(draft, text);

  const touched = () => {
    setRefused(null);
    editing.touched();
  };
  const send = async (not_before: Instant | null) => {
    if (isBusy || underway) return;
    setBusy(true);
    await editing.end();
    try {
      const sent = await tell('email.draft_send', { written: written(), not_before });
      const isSoon = not_before === null;
      notify({
        title: isSoon ? words.sent : words.sentAt(dateTime(sent.leaves_at)),
        ...(isSoon && sent.undo_seconds === 0
          ? {}
          : { action: { label: words.undo, onPick: () => callBack(id) } }),
        ...(isSoon && sent.undo_seconds > 0
          ? { body: words.sending(sent.undo_seconds), lasts: sent.undo_seconds * 1000 }
          : {}),
        tone: 'good',
      });
      onClose();
    } catch (thrown) {
      const refusal = Refusal.from(thrown);
      editing.goOn();
      editing.touched();
      setBusy(false);
      setRefused(refusal);
      if (refusal.field === null) report(refusal);
    }
  };
  const discard = async (isTold: boolean) => {
    await editing.end();
    try {
      await tell('email.draft_discard', { id });
      if (isTold) {
        notify({
          title: words.discarded,
          body: fields.subject,
          action: { label: words.undo, onPick: () => void restore(id) },
        });
      }
    } catch (thrown) {
      report(Refusal.from(thrown));
    }
  };
  const close = () => {
    if (isUntouched(fields)) void discard(false);
    onClose();
  };
  useHands({
    'mail.send': isBusy ? null : () => void send(null),
    'mail.attach': () => chooser.current?.click(),
    'mail.template': () => setPicking(true),
    'mail.discard': () => {
      void discard(true);
      onClose();
    },
  });
  return (
    <section
      className={join(styles.composer, isWhole && styles.whole)}
      aria-label={titleOf(draft)}
      data-testid="composer"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        event.stopPropagation();
        close();
      }}
      {...drop.zone}
    >
      <Head
        title={titleOf(draft)}
        fields={fields}
        refused={refused}
        isNew={draft.way === 'new' || draft.way === 'forward'}
        onFields={(part) => {
          setRefused(null);
          editing.change(part);
        }}
        onClose={close}
      />
      <Suspense fallback={<Spinner label={words.loading} />}>
        <RichText
          label={words.text}
          initial={draft.html}
          isFocused={draft.to.length > 0}
          onReady={(ready) => {
            text.current = ready;
            editing.text.current = ready.html;
          }}
          onTyped={touched}
          onFiles={carry}
        />
      </Suspense>
      <Attachments draft={draft} underway={underway} onStop={stop} />
      {draft.answers && <p className={styles.note}>{words.quoted}</p>}
      {refused?.field && (
        <p className={styles.refused} role="alert">
          {refused.message}
        </p>
      )}
      <Foot kept={editing.kept} savedAt={draft.saved_at} isBusy={isBusy} onLater={(at) => void send(at)} />
      <input
        ref={chooser}
        type="file"
        multiple
        hidden
        aria-label={words.attach}
        data-testid="draft-files"
        onChange={(event) => {
          void carry([...(event.target.files ?? [])]);
          // The same file may be chosen again.
          event.target.value = '';
        }}
      />
      {drop.isOver && <div className={styles.veil}>{words.drop}</div>}
      {isPicking && (
        <TemplatePicker
          onClosed={() => setPicking(false)}
          onPick={(template) => {
            if (fields.subject === '' && template.subject !== '') {
              editing.change({ subject: filled(template.subject, values) });
            }
            text.current?.insert(filled(template.html, values, escaped));
          }}
        />
      )}
    </section>
  );
}

/** What fills templates in: the enquiry, else whom the mail goes to. */
function useValues(draft: MailDraft, to: MailDraft['to']) {
  const detail = useQuery('enquiries.detail', draft.enquiry_id ?? '', {
    isEnabled: draft.enquiry_id !== null,
  });
  const me = useQuery('people.me', null).data?.me?.name;
  return valuesOf({ to }, detail.data, me);
}

/** Whether nothing was written that would be worth keeping: what was opened by mistake leaves no draft behind. */
function useUntouched(draft: MailDraft, text: { current: Text | null }) {
  const signature = useQuery('email.writing', null).data?.signature;
  const [first] = useState({ to: draft.to, subject: draft.subject });
  return ({ subject, to }: { subject: string; to: MailDraft['to'] }): boolean => {
    if (text.current === null || signature === undefined || draft.files.length > 0) return false;
    const below = new DOMParser().parseFromString(signature, 'text/html').body.textContent ?? '';
    const squeezed = (words: string) => words.replace(/\s+/g, '');
    const isBare = squeezed(text.current.words()) === squeezed(below);
    return isBare && subject === first.subject && JSON.stringify(to) === JSON.stringify(first.to);
  };
}

function titleOf({ way, answers }: MailDraft): string {
  const name = answers?.from.name || answers?.from.address || '';
  return way === 'new' ? words.titles.new : words.titles[way](name);
}

/** What the desk has just said of a draft is what is shown of it. */
function know(draft: MailDraft): void {
  client.setQueryData(queryOf('email.draft', { id: draft.id }).queryKey, draft);
}

/** Calls a mail back before it has left, and shows it again. */
export async function callBack(id: Id): Promise<void> {
  try {
    know(await tell('email.draft_recall', { id }));
    notify({ title: words.recalled });
    showDraft(id);
  } catch (thrown) {
    report(Refusal.from(thrown));
  }
}

async function restore(id: Id): Promise<void> {
  try {
    know(await tell('email.draft_restore', { id }));
    showDraft(id);
  } catch (thrown) {
    report(Refusal.from(thrown));
  }
}
