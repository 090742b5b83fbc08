import { Building2, UserRound } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found } from '../../shell/found';
import { go } from '../../shell/router';
import { words } from './messages';

const show = (name: string) => go({ path: ['companies'], params: { q: name } });

/** Companies by name, domain, town or trade. */
export function useFoundCompanies(text: string | null): Found {
  const asked = useQuery('masters.companies', text ?? '', { isEnabled: text !== null, isSticky: true });
  return found(words.title, asked, text, (row) => ({
    key: `company ${row.id}`,
    label: row.name,
    detail: [row.city, row.domain].filter(Boolean).join(' · '),
    icon: <Building2 size={16} aria-hidden="true" />,
    onPick: () => show(row.name),
  }));
}

/** People by name, address or number. */
export function useFoundContacts(text: string | null): Found {
  const asked = useQuery('masters.find_contacts', text ?? '', { isEnabled: text !== null, isSticky: true });
  return found(words.contacts, asked, text, (row) => ({
    key: `contact ${row.id}`,
    label: row.name,
    detail: [row.company, row.email, row.phone].filter(Boolean).join(' · '),
    icon: <UserRound size={16} aria-hidden="true" />,
    onPick: () => show(row.company),
  }));
}
