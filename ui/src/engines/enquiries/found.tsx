import { Kanban } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found } from '../../shell/found';
import { openRecord } from '../../shell/router';
import { words } from './messages';

/** Enquiries by title, code, product or company. */
export function useFoundEnquiries(text: string | null): Found {
  const asked = useQuery(
    'enquiries.find',
    { company_id: null, query: text },
    { isEnabled: text !== null, isSticky: true },
  );
  return found(words.found, asked, text, (row) => ({
    key: `enquiry ${row.id}`,
    label: row.title,
    detail: `${row.company} · ${row.code} · ${row.stage}`,
    icon: <Kanban size={16} aria-hidden="true" />,
    onPick: () => openRecord(row.id),
  }));
}
