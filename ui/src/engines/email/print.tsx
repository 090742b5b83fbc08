import { type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { ask, type Id, type MailDetail, Refusal, report } from '../../bridge';
import { useFormat } from '../../kit';
import { words } from './messages';
import styles from './print.module.css';

/**
 * Prints mails: who wrote them to whom and when, and what they say, without the window around it. What is shut in its
 * frame cannot be laid out on paper, so the text is printed that the mail shows.
 */
export function usePrinting(subject: string, ids: readonly Id[]): { print: () => void; printout: ReactNode } {
  const [pages, setPages] = useState<readonly MailDetail[] | null>(null);
  useEffect(() => {
    if (pages === null) return;
    const done = () => setPages(null);
    window.addEventListener('afterprint', done);
    window.print();
    return () => window.removeEventListener('afterprint', done);
  }, [pages]);
  const print = () => {
    Promise.all(ids.map((id) => ask('email.detail', { id })))
      .then(setPages)
      .catch((thrown) => report(Refusal.from(thrown)));
  };
  return { print, printout: pages && createPortal(<Paper subject={subject} pages={pages} />, document.body) };
}

function Paper({ subject, pages }: { subject: string; pages: readonly MailDetail[] }) {
  const { dateTime } = useFormat();
  return (
    <div className={styles.paper} data-printout data-testid="printout">
      <h1>{subject || words.noSubject}</h1>
      {pages.map(({ row, recipients, text, attachments }) => (
        <section key={row.id}>
          <dl>
            <dt>{words.from}</dt>
            <dd>{row.is_outgoing ? words.you : named(row.from)}</dd>
            <dt>{words.to}</dt>
            <dd>{recipients.map(named).join(', ')}</dd>
            <dt>{words.date}</dt>
            <dd>{dateTime(row.received_at)}</dd>
            {attachments.length > 0 && (
              <>
                <dt>{words.attachments}</dt>
                <dd>{attachments.map((file) => file.name).join(', ')}</dd>
              </>
            )}
          </dl>
          <pre>{text}</pre>
        </section>
      ))}
    </div>
  );
}

function named({ name, address }: { name: string; address: string }): string {
  return name === '' ? address : `${name} <${address}>`;
}
