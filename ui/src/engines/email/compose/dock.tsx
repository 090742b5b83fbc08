import { useEffect } from 'react';
import { type Id, useQuery } from '../../../bridge';
import { Button } from '../../../kit';
import { useHands } from '../../../shell/commands';
import { setParams, usePlace } from '../../../shell/router';
import styles from './compose.module.css';
import { Composer } from './composer';
import { words } from './messages';
import { claim, showDraft, useClaims, write } from './use-write';

const close = () => setParams({ write: null }, { replace: true });

/** The window in which mail is written when it has no place on the screen. Which one is in the address: it is there again after a restart. */
export function ComposeWindow() {
  const { path, params } = usePlace();
  const isClaimed = useClaims();
  const id = params.write;
  const draft = useQuery('email.draft', { id: id ?? '' }, { isEnabled: id !== undefined });
  const isGone = draft.error?.code === 'Missing';
  useHands({ 'mail.write': () => void write({ way: 'new' }) });
  useEffect(() => {
    if (isGone) close();
  }, [isGone]);
  if (id === undefined || isGone || !draft.data) return null;
  const { answers } = draft.data;
  const isElsewhere = (answers && isClaimed(answers.id)) || (path[1] === 'drafts' && isClaimed(id));
  if (isElsewhere) return null;
  return (
    <aside className={styles.window} aria-label={words.write} data-pane data-testid="compose-window">
      <Composer key={id} id={id} isWhole onClose={close} />
    </aside>
  );
}

/** Lends a hand to answering a mail and to passing it on. */
export function useAnswers(mail: Id): void {
  useHands({
    'mail.reply': () => void write({ way: 'reply', answers: mail }),
    'mail.reply_all': () => void write({ way: 'reply_all', answers: mail }),
    'mail.forward': () => void write({ way: 'forward', answers: mail }),
  });
}

/** The place below a mail where it is answered and passed on. */
export function AnswerHere({ mail }: { mail: Id }) {
  const { params } = usePlace();
  const id = params.write;
  const draft = useQuery('email.draft', { id: id ?? '' }, { isEnabled: id !== undefined });
  const begun = useQuery('email.drafts', null).data?.find(
    (row) => row.answers === mail && row.state === 'open',
  );
  useEffect(() => claim(mail), [mail]);
  if (id === undefined && begun) {
    return (
      <p className={styles.begun}>
        {words.begun}
        <Button size="small" onClick={() => showDraft(begun.id)}>
          {words.goOn}
        </Button>
      </p>
    );
  }
  if (id === undefined || draft.data?.answers?.id !== mail) return null;
  return (
    <div className={styles.here}>
      <Composer key={id} id={id} onClose={close} />
    </div>
  );
}
