import { Building2, CalendarCheck2, Inbox, Kanban, Settings, UserRoundSearch } from 'lucide-react';
import type { ReactNode } from 'react';
import { type MailCounts, useQuery } from '../bridge';
import { Avatar, Badge, count } from '../kit';
import styles from './frame.module.css';
import { shell } from './messages';
import { RailCommand } from './rail-command';
import { usePlace } from './router';

interface Stop {
  path: string;
  label: string;
  icon: ReactNode;
  tip?: number;
}

function stops(counts: MailCounts | undefined): Stop[] {
  return [
    { path: 'today', label: shell.rail.today, icon: <CalendarCheck2 size={22} strokeWidth={1.75} /> },
    {
      path: 'inbox',
      label: shell.rail.inbox,
      icon: <Inbox size={22} strokeWidth={1.75} />,
      tip: counts?.to_sort ?? 0,
    },
    {
      path: 'preleads',
      label: shell.rail.preleads,
      icon: <UserRoundSearch size={22} strokeWidth={1.75} />,
    },
    { path: 'board', label: shell.rail.board, icon: <Kanban size={22} strokeWidth={1.75} /> },
    { path: 'companies', label: shell.rail.companies, icon: <Building2 size={22} strokeWidth={1.75} /> },
  ];
}

export function Rail() {
  const { path } = usePlace();
  const status = useQuery('app.status', {});
  const me = useQuery('people.me', null).data?.me;
  const at = path[0] ?? 'today';
  return (
    <nav className={styles.rail} aria-label={shell.rail.label} data-pane>
      <div className={styles.mark}>
        <img src="./pebble.svg" alt={shell.product} />
      </div>
      <RailCommand id="app.palette" label={shell.rail.find} />
      {stops(status.data?.counts).map((stop) => (
        <RailLink key={stop.path} stop={stop} isHere={at === stop.path} />
      ))}
      <div className={styles.end}>
        {me && (
          <a className={styles.me} href="#/settings/account" title={shell.rail.me(me.name)} data-testid="me">
            <Avatar name={me.name} />
            <span className={styles.name}>{me.name}</span>
          </a>
        )}
        <RailLink
          stop={{
            path: 'settings',
            label: shell.rail.settings,
            icon: <Settings size={22} strokeWidth={1.75} />,
          }}
          isHere={at === 'settings'}
        />
      </div>
    </nav>
  );
}

function RailLink({ stop, isHere }: { stop: Stop; isHere: boolean }) {
  return (
    <a
      className={styles.link}
      href={`#/${stop.path}`}
      aria-current={isHere ? 'page' : undefined}
      title={stop.label}
      data-testid={`rail-${stop.path}`}
    >
      {stop.icon}
      <span>{stop.label}</span>
      {stop.tip ? (
        <span className={styles.tip}>
          <Badge tone="brand">{stop.tip > 99 ? '99+' : count(stop.tip)}</Badge>
        </span>
      ) : null}
    </a>
  );
}
