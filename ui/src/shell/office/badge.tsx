import { CircleCheck, CloudOff, RefreshCw, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { type OfficeStanding, useQuery } from '../../bridge';
import styles from '../frame.module.css';
import { words } from './words';

const badge = words.badge;

/** How the desk stands with its office, in the status strip; a way to the Sync screen. Nothing while it has none. */
export function OfficeBadge() {
  const office = useQuery('app.office', {}).data;
  if (!office?.address) return null;
  const { icon, text, tone } = shown(office);
  return (
    <a
      className={styles.state}
      href="#/settings/office"
      data-tone={tone}
      data-testid="office-badge"
      title={words.states[office.state]}
    >
      {icon}
      {text}
    </a>
  );
}

interface Shown {
  icon: ReactNode;
  text: string;
  tone?: 'bad' | 'warn';
}

/** What did not stand comes first, and hides neither that the server is away nor what waits. */
function shown(office: OfficeStanding): Shown {
  const standing = standingOf(office);
  if (office.unread === 0) return standing;
  const isQuiet = office.state === 'fine' && office.waiting === 0;
  const fallen = badge.unread(office.unread);
  return {
    icon: <TriangleAlert size={14} aria-hidden="true" />,
    text: isQuiet ? fallen : `${fallen} · ${standing.text}`,
    tone: standing.tone ?? 'warn',
  };
}

function standingOf(office: OfficeStanding): Shown {
  const waits = office.waiting > 0 ? ` · ${badge.waiting(office.waiting)}` : '';
  switch (office.state) {
    case 'offline':
      return {
        icon: <CloudOff size={14} aria-hidden="true" />,
        text: `${badge.offline}${waits}`,
        tone: 'warn',
      };
    case 'locked':
    case 'revoked':
    case 'error':
    case 'needs_update':
      return {
        icon: <TriangleAlert size={14} aria-hidden="true" />,
        text: `${badge.error}${waits}`,
        tone: 'bad',
      };
    case 'reading':
      return { icon: <RefreshCw size={14} aria-hidden="true" />, text: `${badge.reading}${waits}` };
    default:
      return {
        icon: <CircleCheck size={14} aria-hidden="true" />,
        text: office.waiting > 0 ? badge.waiting(office.waiting) : badge.fine,
      };
  }
}
