import { CircleCheck, CloudOff, RefreshCw, Send, TriangleAlert, UserRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { type AppStatus, type MailCounts, useQuery } from '../bridge';
import { count, useFormat } from '../kit';
import { CommandButton } from './commands';
import { Sample } from './first';
import styles from './frame.module.css';
import { Jobs } from './jobs';
import { shell } from './messages';
import { OfficeBadge } from './office';
import { ProblemsBadge } from './problems';

const words = shell.status;
const PARTS = [
  'linked',
  'preleads',
  'archived',
  'unclassified',
  'pending',
  'sent',
  'junk',
  'quarantined',
] as const;

/** What is left of the total when every kind of mail has been counted; anything but nought is shown as a fault. */
export function unaccounted(counts: MailCounts): number {
  return PARTS.reduce((rest, part) => rest - counts[part], counts.total);
}

export function StatusStrip() {
  const status = useQuery('app.status', {}).data;
  if (!status) return <section className={styles.strip} aria-label={words.label} />;
  const rest = unaccounted(status.counts);
  return (
    <section className={styles.strip} aria-label={words.label} data-pane data-testid="status-strip">
      {status.is_demo && <Sample />}
      <SyncState status={status} />
      {status.account && <CommandButton id="app.sync" isIcon size="small" />}
      <ProblemsBadge />
      <Jobs />
      <OfficeBadge />
      <CommandButton id="go.history" isIcon size="small" />
      {status.waiting_effects > 0 && (
        <span className={styles.state} data-testid="waiting-effects">
          <Send size={14} aria-hidden="true" />
          {words.effects(status.waiting_effects)}
        </span>
      )}
      <span className={styles.parts} data-testid="mail-counts" title={partsText(status.counts)}>
        <strong>{words.counted(status.counts.total)}</strong> = {partsText(status.counts)}
        {rest !== 0 && <> · {words.mismatch(rest)}</>}
      </span>
    </section>
  );
}

function partsText(counts: MailCounts): string {
  return PARTS.filter((part) => counts[part] > 0 || part === 'unclassified')
    .map((part) => `${count(counts[part])} ${words.parts[part]}`)
    .join(' + ');
}

function SyncState({ status }: { status: AppStatus }) {
  const { when } = useFormat();
  const { sync, sign_in, account } = status;
  const show = (icon: ReactNode, text: string, tone?: 'bad' | 'warn', title?: string) => (
    <a
      className={styles.state}
      href={account ? '#/mailbox' : '#/settings/account'}
      data-tone={tone}
      title={title}
      data-testid="sync-state"
    >
      {icon}
      <span role="status">{text}</span>
    </a>
  );
  if (!account) {
    return show(<UserRound size={14} />, sign_in.state === 'waiting' ? words.waiting : words.signedOut);
  }
  switch (sync.state) {
    case 'running':
      return show(<RefreshCw size={14} className={styles.spin} />, words.running(sync.hydrated, sync.total));
    case 'offline':
      return show(<CloudOff size={14} />, words.offline, 'warn', sync.message ?? undefined);
    case 'error':
      return show(<TriangleAlert size={14} />, sync.message ?? words.error, 'bad');
    case 'idle':
      return show(<CircleCheck size={14} />, words.idle(sync.last_at ? when(sync.last_at) : ''));
  }
}
