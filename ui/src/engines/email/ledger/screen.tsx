import { CircleCheck, Inbox, LoaderCircle, RefreshCw } from 'lucide-react';
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
      <Pane label={words.list} className={styles.pane}>
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
function apart({ is_read, on_server, here }: FolderEntry): number {
  return is_read ? Math.max(0, on_server - here.stored - here.unknown) : 0;
}

function Sum({ view, ledger }: { view: LedgerView; ledger: Ledger }) {
  const { when } = useFormat();
  const rest = ledger.folders.reduce((sum, folder) => sum + apart(folder), 0);
  const Icon = rest === 0 ? CircleCheck : LoaderCircle;
  return (
    <div className={styles.sum} data-testid="ledger-sum">
      <strong>
        <Icon size={16} aria-hidden="true" />
        {rest === 0 ? words.complete : words.apart(rest)}
      </strong>
      <span className={styles.quiet}>
        {ledger.synced_at !== null && words.last(when(ledger.synced_at))}
        {view.next_at !== null && `, ${words.next(when(view.next_at))}`}
      </span>
      <span className={styles.quiet}>{words.requests(view.requests, view.allowed)}</span>
    </div>
  );
}

function Folders({ all }: { all: readonly FolderEntry[] }) {
  const { columns } = words;
  return (
    <div className={styles.scroll}>
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
    </div>
  );
}

function Folder({ of }: { of: FolderEntry }) {
  const { when, date } = useFormat();
  const { here } = of;
  const number = (value: number) => <td className={styles.number}>{of.is_read ? count(value) : '–'}</td>;
  return (
    <tr>
      <td className={styles.folder}>
        {of.name}
        {of.trouble && <small data-tone="bad">{of.trouble}</small>}
        {!of.is_read && <small>{skipped(of)}</small>}
        {of.is_read && of.missing > 0 && <small>{words.missing(of.missing)}</small>}
      </td>
      <td className={styles.number}>{count(of.on_server)}</td>
      {number(here.stored)}
      {number(here.waiting)}
      {number(here.unreadable)}
      <td>{of.is_read && of.synced_at !== null ? when(of.synced_at) : '–'}</td>
      <td>
        {!of.is_read && '–'}
        {of.is_read && (of.audited_at === null ? words.counted.not : words.counted.same(date(of.audited_at)))}
      </td>
    </tr>
  );
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
