import { Mail } from 'lucide-react';
import { useQuery } from '../../bridge';
import { type Found, found, MOST_FOUND } from '../../shell/found';
import { go } from '../../shell/router';
import { words } from './messages';

/** Mails by what they say and who wrote them, newest first. */
export function useFoundMails(text: string | null): Found {
  const { data, isFetching } = useQuery(
    'email.list',
    { folder: 'all', query: text, is_grouped: false, offset: 0, limit: MOST_FOUND },
    { isEnabled: text !== null, isSticky: true },
  );
  return found(words.list, { data: data?.rows, isFetching }, text, (row) => ({
    key: `mail ${row.id}`,
    label: row.subject || words.noSubject,
    detail: `${row.from.name || row.from.address} · ${row.preview}`,
    icon: <Mail size={16} aria-hidden="true" />,
    onPick: () => go({ path: ['inbox', 'all', row.id], params: {} }),
  }));
}
