import { UserRoundSearch } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found } from '../../shell/found';
import { go } from '../../shell/router';
import { words } from './messages';

/** Senders who wait or were turned away, by name, address, company or subject. */
export function useFoundPreleads(text: string | null): Found {
  const asked = useQuery('preleads.find', text ?? '', { isEnabled: text !== null, isSticky: true });
  return found(words.title, asked, text, (row) => ({
    key: `prelead ${row.id}`,
    label: row.name || row.address,
    detail: [row.company_name, row.subject].filter(Boolean).join(' · '),
    icon: <UserRoundSearch size={16} aria-hidden="true" />,
    onPick: () => go({ path: ['preleads', row.id], params: row.is_turned_away ? { show: 'away' } : {} }),
  }));
}
