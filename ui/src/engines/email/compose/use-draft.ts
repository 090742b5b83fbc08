import { useCallback, useEffect, useRef, useState } from 'react';
import { type MailDraft, Refusal, tell, type WrittenDraft } from '../../../bridge';

/** No keystroke that is older than two seconds is lost: the saving itself takes a part of them. */
const SAVE_AFTER_MS = 1500;

export type Kept = 'kept' | 'keeping' | 'unkept';
type Fields = Omit<WrittenDraft, 'id' | 'html'>;

/**
 * What is being written, kept by the desk as it is typed. One saving at a time: they arrive in the order of the typing.
 */
export function useDraft(draft: MailDraft) {
  const { id } = draft;
  const [fields, setFields] = useState<Fields>(() => ({
    to: draft.to,
    cc: draft.cc,
    bcc: draft.bcc,
    subject: draft.subject,
  }));
  const [kept, setKept] = useState<Kept>('kept');
  const latest = useRef(fields);
  const text = useRef<() => string>(() => draft.html);
  const work = useRef<{
    isDirty: boolean;
    timer: number | undefined;
    saving: Promise<void> | null;
    isOver: boolean;
  }>({
    isDirty: false,
    timer: undefined,
    saving: null,
    isOver: false,
  });

  const written = useCallback((): WrittenDraft => ({ id, ...latest.current, html: text.current() }), [id]);

  const save = useCallback(async (): Promise<void> => {
    const now = work.current;
    clearTimeout(now.timer);
    now.timer = undefined;
    if (now.saving) await now.saving;
    if (!now.isDirty || now.isOver) return;
    now.isDirty = false;
    setKept('keeping');
    now.saving = tell('email.draft_save', written())
      .then(() => setKept(now.isDirty ? 'keeping' : 'kept'))
      .catch((thrown) => {
        if (Refusal.from(thrown).code === 'Conflict') return;
        setKept('unkept');
        now.isDirty = true;
        now.timer ??= window.setTimeout(() => void save(), SAVE_AFTER_MS);
      })
      .finally(() => {
        now.saving = null;
      });
    await now.saving;
  }, [written]);

  const touched = useCallback(() => {
    const now = work.current;
    now.isDirty = true;
    now.timer ??= window.setTimeout(() => void save(), SAVE_AFTER_MS);
  }, [save]);

  const change = useCallback(
    (part: Partial<Fields>) => {
      latest.current = { ...latest.current, ...part };
      setFields(latest.current);
      touched();
    },
    [touched],
  );

  /** The desk has taken what was written, or thrown it away: nothing is saved after it. */
  const end = useCallback(async () => {
    const now = work.current;
    now.isOver = true;
    clearTimeout(now.timer);
    if (now.saving) await now.saving;
  }, []);
  const goOn = useCallback(() => {
    work.current.isOver = false;
  }, []);

  useEffect(() => {
    const leave = () => void save();
    window.addEventListener('pagehide', leave);
    document.addEventListener('visibilitychange', leave);
    return () => {
      window.removeEventListener('pagehide', leave);
      document.removeEventListener('visibilitychange', leave);
      void save();
    };
  }, [save]);

  return { fields, change, kept, written, save, end, goOn, touched, text };
}
