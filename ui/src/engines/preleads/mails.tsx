import { ExternalLink, Mail } from 'lucide-react';
import { useQuery } from '../../bridge';
import { Button } from '../../kit';
import { go } from '../../shell/router';
import { words } from './messages';

/** The newest mail of the sender, where this device holds it. */
export function Mails({ id }: { id: string }) {
  const mail = useQuery('email.of_record', id).data?.[0];
  if (!mail) return null;
  return (
    <Button
      look="subtle"
      icon={mail.is_outgoing ? <ExternalLink size={16} /> : <Mail size={16} aria-hidden="true" />}
      onClick={() => go({ path: ['inbox', 'all', mail.id], params: {} })}
    >
      {words.openMail}
    </Button>
  );
}
