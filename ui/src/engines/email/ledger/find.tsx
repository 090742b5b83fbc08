import { useState } from 'react';
import { type KnownMail, useCommand, type Whereabouts } from '../../../bridge';
import { Button, TextField, useFormat } from '../../../kit';
import { goTo } from '../../../shell/router';
import styles from './ledger.module.css';
import { words } from './messages';

const { find } = words;

/** Says where a mail is that somebody misses. */
export function FindMail() {
  const [text, setText] = useState('');
  const [error, setError] = useState<string | undefined>();
  const search = useCommand('app.find_mail', {
    onRefused: (refusal) => {
      setError(refusal.message);
      return true;
    },
  });
  return (
    <section className={styles.box} aria-label={find.title}>
      <h2>{find.title}</h2>
      <p className={styles.quiet}>{find.body}</p>
      <form
        className={styles.ask}
        onSubmit={(event) => {
          event.preventDefault();
          setError(undefined);
          search.mutate({ text });
        }}
      >
        <TextField label={find.label} value={text} error={error} spellCheck={false} onText={setText} />
        <Button type="submit" disabled={text.trim() === '' || search.isPending}>
          {find.submit}
        </Button>
      </form>
      <div role="status" data-testid="whereabouts">
        {search.data && !error && <Answer at={search.data} />}
      </div>
    </section>
  );
}

function Answer({ at }: { at: Whereabouts }) {
  switch (at.kind) {
    case 'here':
      return at.mails.map((mail) => <Known key={mail.row.id} mail={mail} />);
    case 'not_read':
      return <p>{at.folder === null ? find.notListed : find.notRead(at.folder)}</p>;
    case 'on_its_way':
      return <p>{find.onItsWay(at.folder)}</p>;
    case 'set_aside':
      return <p>{find.setAside(at.folder, at.reason)}</p>;
    case 'nowhere':
      return <p>{find.nowhere}</p>;
    case 'unasked':
      return <p>{find.unasked(at.reason)}</p>;
  }
}

function Known({ mail }: { mail: KnownMail }) {
  const { when } = useFormat();
  const { row, folder, gone_at, is_waiting, trouble } = mail;
  return (
    <div className={styles.answer}>
      <strong>{row.subject}</strong>
      <span>{gone_at === null ? find.here(folder, row.reason) : find.gone(folder, when(gone_at))}</span>
      {is_waiting && <span>{find.waiting}</span>}
      {trouble && <span>{find.setAside(folder, trouble)}</span>}
      {gone_at === null && (
        <Button size="small" onClick={() => goTo('inbox', 'all', row.id)}>
          {find.open}
        </Button>
      )}
    </div>
  );
}
