import { Mails } from 'lucide-react';
import { type Id, type Instant, Refusal, report, tell, useCommand } from '../../bridge';
import { EmptyState, notify, Pane } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import { type PlanNext, useAside } from './acts';
import styles from './inbox.module.css';
import { words } from './messages';
import { Snooze } from './snooze';

/** What can be done with all the mails that are selected. */
export function Several(props: {
  ids: readonly Id[];
  isGrouped: boolean;
  planNext: PlanNext;
  onClear: () => void;
}) {
  const { isGrouped, planNext, onClear } = props;
  const many = { ids: [...props.ids], is_whole: isGrouped };
  const count = props.ids.length;
  /** What settles them leaves nothing selected, and goes on to the row below. */
  const thenNext: PlanNext = () => {
    const next = planNext();
    return () => {
      onClear();
      next();
    };
  };
  const aside = useAside(thenNext);
  const marking = useCommand('email.mark_many', { onDone: onClear });
  const accept = async () => {
    const next = thenNext();
    const why = await acceptAll(props.ids);
    next();
    const accepted = count - why.length;
    if (accepted > 0) notify({ title: words.several.accepted(accepted), tone: 'good' });
    if (why.length > 0) {
      notify({ title: words.several.left(why.length), body: why[0]?.message ?? '', tone: 'bad' });
    }
  };
  useHands({
    'mail.accept': () => void accept().catch((thrown) => report(Refusal.from(thrown))),
    'mail.archive': () => aside.archive(many),
    'mail.junk': () => aside.junk(many),
    'mail.read': () => marking.mutate({ ...many, is_read: true }),
    'mail.unread': () => marking.mutate({ ...many, is_read: false }),
  });
  return (
    <Pane label={words.reading} className={styles.mail}>
      <div className={styles.toolbar} role="toolbar" aria-label={words.reading} data-testid="several">
        <CommandButton id="mail.accept" />
        <CommandButton id="mail.archive" />
        <Snooze onSnooze={(until: Instant) => aside.snooze(many, until)} />
        <CommandButton id="mail.junk" />
        <CommandButton id="mail.read" />
        <CommandButton id="mail.unread" isIcon />
        <CommandButton id="mail.select_none" isIcon />
      </div>
      <EmptyState icon={<Mails />} title={words.several.title(count)} body={words.several.body} />
    </Pane>
  );
}

/** Accepts one after the other: where no enquiry fits, the others are accepted all the same. */
async function acceptAll(ids: readonly Id[]): Promise<Refusal[]> {
  const refused: Refusal[] = [];
  for (const id of ids) {
    try {
      await tell('email.accept', { id });
    } catch (thrown) {
      refused.push(Refusal.from(thrown));
    }
  }
  return refused;
}
