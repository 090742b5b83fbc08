import { type Id, type Instant, type MailDetail, type MailRow, useCommand } from '../../bridge';
import { notify, useFormat } from '../../kit';
import { words } from './messages';

/** Picks the row that follows; the answer goes to it. */
export type PlanNext = () => () => void;

interface Many {
  ids: Id[];
  /** With the rest of the conversations that they stand for. */
  is_whole: boolean;
}

/** What puts several mails aside, with the way back in the notice. */
export function useAside(after: PlanNext) {
  const { when } = useFormat();
  const restoring = useCommand('email.unarchive_many');
  const unjunking = useCommand('email.unjunk');
  const unsnoozing = useCommand('email.unsnooze');
  const archiving = useCommand('email.archive_many');
  const junking = useCommand('email.junk');
  const snoozing = useCommand('email.snooze');
  const say = (title: string, body: string | undefined, onPick: () => void) =>
    notify({
      title,
      ...(body === undefined ? {} : { body }),
      action: { label: words.undo, onPick },
    });
  const go = (changed: Many, told: (back: Many) => void, next: () => void) => {
    next();
    told({ ids: changed.ids, is_whole: false });
  };
  return {
    archive: (many: Many, body?: string) => {
      const next = after();
      archiving.mutate(many, {
        onSuccess: (changed) =>
          go(
            changed,
            (back) => {
              const title =
                back.ids.length === 1 ? words.archivedToast : words.several.archived(back.ids.length);
              say(title, body, () => restoring.mutate(back));
            },
            next,
          ),
      });
    },
    junk: (many: Many) => {
      const next = after();
      junking.mutate(many, {
        onSuccess: (changed) =>
          go(
            changed,
            (back) => say(words.junkToast(back.ids.length), words.junkBody, () => unjunking.mutate(back)),
            next,
          ),
      });
    },
    snooze: (many: Many, until: Instant) => {
      const next = after();
      snoozing.mutate(
        { ...many, until },
        {
          onSuccess: (changed) =>
            go(
              changed,
              (back) =>
                say(words.snoozedToast(back.ids.length, when(until)), undefined, () =>
                  unsnoozing.mutate(back),
                ),
              next,
            ),
        },
      );
    },
  };
}

/** What can be done with a mail, or with the conversation that it stands for. What settles it moves on to the next. */
export function useActs({ row, thread }: MailDetail, isWhole: boolean, planNext: PlanNext) {
  const id = row.id;
  const many: Many = { ids: [id], is_whole: isWhole };
  const aside = useAside(planNext);
  const unarchiving = useCommand('email.unarchive');
  const unjunking = useCommand('email.unjunk', {
    onDone: () => notify({ title: words.unjunkToast, tone: 'good' }),
  });
  const unsnoozing = useCommand('email.unsnooze');
  const accepting = useCommand('email.accept');
  const correcting = useCommand('email.correct');
  const linking = useCommand('email.link');
  const marking = useCommand('email.mark_many');
  const archiving = useCommand('email.archive', {
    onDone: () =>
      notify({
        title: words.archivedToast,
        body: row.subject,
        action: { label: words.undo, onPick: () => unarchiving.mutate({ id }) },
      }),
  });
  const unread = (isWhole ? thread : [row]).filter((mail) => !mail.is_read).map((mail) => mail.id);
  return {
    accept: () => accepting.mutate({ id }, { onSuccess: planNext() }),
    archive: () => {
      if (isWhole) aside.archive(many, row.subject);
      else archiving.mutate({ id, reason: null }, { onSuccess: planNext() });
    },
    unarchive: () => unarchiving.mutate({ id }, { onSuccess: planNext() }),
    correct: (intent: NonNullable<MailRow['intent']>) => correcting.mutate({ id, intent }),
    link: (enquiry_id: Id) => linking.mutate({ id, enquiry_id }, { onSuccess: planNext() }),
    junk: () => aside.junk(many),
    unjunk: () => unjunking.mutate({ ids: [id], is_whole: false }, { onSuccess: planNext() }),
    snooze: (until: Instant) => aside.snooze(many, until),
    unsnooze: () => unsnoozing.mutate({ ids: [id], is_whole: false }),
    read: () => marking.mutate({ ids: unread.length > 0 ? unread : [id], is_read: true, is_whole: false }),
    unread: () => marking.mutate({ ids: [id], is_read: false, is_whole: false }),
  };
}
