import { Paperclip } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found } from '../../shell/found';
import { openRecord } from '../../shell/router';
import { words } from './messages';

/** Files by name. */
export function useFoundFiles(text: string | null): Found {
  const asked = useQuery('files.find', text ?? '', { isEnabled: text !== null, isSticky: true });
  return found(words.title, asked, text, (row) => ({
    key: `file ${row.id}`,
    label: row.name,
    detail: row.enquiry,
    icon: <Paperclip size={16} aria-hidden="true" />,
    onPick: () => openRecord(row.enquiry_id, 'files'),
  }));
}
