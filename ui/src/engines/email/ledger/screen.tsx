import { CircleCheck, Inbox, RefreshCw, TriangleAlert } from 'lucide-react';
import { type FolderEntry, type Ledger, type LedgerView, useCommand, useQuery } from '../../../bridge';
import { Button, count, EmptyState, Page, Pane, useFormat } from '../../../kit';
import { Answer } from '../../../shell/answer';
import { goTo } from '../../../shell/router';
import { FindMail } from './find';
import styles from './ledger.module.css';
import { words } from './messages';
import { SetAside } from './set-aside';

/** Of every folder what Outlook has and what is here, and where a mail is that somebody misses. */
export function MailboxScreen() {
  const view = useQuery('app.ledger', {}, { isSticky: true });
  const sync = useCommand('app.sync_now');
  const tools = view.data?.ledger && (
    <Button
      icon={<RefreshCw size={16} aria-hidden="true" />}
      disabled={sync.isPending}
      onClick={() => sync.mutate({})}
    >
      {words.lookAgain}
    </Button>
  );
  return (
    <Page title={words.title} sub={view.data?.ledger?.address} tools={tools}>
      <Pane label={words.title} className={styles.pane}>
        <Answer of={view}>
          {(answer) =>
            answer.ledger === null ? (
              <EmptyState
                icon={<Inbox />}
                title={words.none}
                body={words.noneBody}
                action={<Button onClick={() => goTo('settings', 'account')}>{words.connect}</Button>}
              />
            ) : (
              <div className={styles.body}>
                <Sum view={answer} ledger={answer.ledger} />
                <Folders all={answer.ledger.folders} />
                <SetAside />
                <FindMail />
              </div>
            )
          }
        </Answer>
      </Pane>
    </Page>
  );
}

/** Mails of a folder that Outlook counts and of which nothing is here. */
function missing({ is_read, on_server, apart, here }: FolderEntry): number {
  return is_read ? Math.max(0, on_server - apart - here.stored - here.unknown) : 0;
}

function Sum({ view, ledger }: { view: LedgerView; ledger: Ledger }) {
  const { when } = useFormat();
  const read = ledger.folders.filter((folder) => folder.is_read);
  const sum = (of: (folder: FolderEntry) => number) => read.reduce((all, folder) => all + of(folder), 0);
  const rest = sum(missing);
  const aside = sum((folder) => folder.here.unreadable);
  const isTroubled = read.some((folder) => folder.trouble !== null);
  const isWell = !isTroubled && rest === 0;
  const said = aside === 0 ? words.complete : words.but(aside);
  return (
    <div className={styles.sum} data-testid="ledger-sum">
      <strong>
        {isWell ? (
          <CircleCheck size={16} aria-hidden="true" />
        ) : (
          <TriangleAlert size={16} aria-hidden="true" />
        )}
        {isTroubled ? words.troubled : rest > 0 ? words.apart(rest) : said}
      </strong>
      {ledger.synced_at !== null && (
        <span className={styles.quiet}>{words.last(when(ledger.synced_at))}</span>
      )}
      {view.next_at !== null && <span className={styles.quiet}>{words.next(when(view.next_at))}</span>}
      <span className={styles.quiet}>{words.requests(view.requests, view.allowed)}</span>
    </div>
  );
}

function Folders({ all }: { all: readonly FolderEntry[] }) {
  const { columns } = words;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls sideways is scrolled by keyboard, too
    <section className={styles.scroll} aria-label={words.list} tabIndex={0}>
      <table className={styles.table} data-testid="ledger">
        <thead>
          <tr>
            <th scope="col">{columns.folder}</th>
            {[columns.server, columns.here, columns.waiting, columns.unreadable].map((column) => (
              <th key={column} scope="col" className={styles.number}>
                {column}
              </th>
            ))}
            <th scope="col">{columns.read}</th>
            <th scope="col">{columns.counted}</th>
          </tr>
        </thead>
        <tbody>
          {all.map((folder) => (
            <Folder key={folder.id} of={folder} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Folder({ of }: { of: FolderEntry }) {
  const { when, date } = useFormat();
  const { here } = of;
  const number = (value: number) => <td className={styles.number}>{of.is_read ? count(value) : '–'}</td>;
  return (
    <tr>
      <th scope="row" className={styles.folder}>
        {of.name}
        {of.trouble && <small data-tone="bad">{of.trouble}</small>}
        {!of.is_read && <small>{skipped(of)}</small>}
        {of.is_read && of.missing > 0 && <small>{words.missing(of.missing)}</small>}
      </th>
      <td className={styles.number}>{count(of.on_server)}</td>
      {number(here.stored)}
      {number(here.waiting)}
      {number(here.unreadable)}
      <td>{of.is_read && of.synced_at !== null ? when(of.synced_at) : '–'}</td>
      <td>{counted(of, date)}</td>
    </tr>
  );
}

function counted(of: FolderEntry, date: (at: string) => string): string {
  const { audited_at, reread_at, apart } = of;
  if (!of.is_read) return '–';
  if (reread_at !== null && (audited_at === null || audited_at < reread_at)) {
    return words.counted.again(date(reread_at));
  }
  if (audited_at === null) return words.counted.not;
  return apart === 0 ? words.counted.same(date(audited_at)) : words.counted.apart(apart, date(audited_at));
}

function skipped({ role }: FolderEntry): string {
  switch (role) {
    case 'drafts':
    case 'outbox':
    case 'deleted':
      return words.skipped[role];
    default:
      return words.skipped.other;
  }
}
