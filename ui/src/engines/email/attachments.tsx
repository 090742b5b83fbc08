import { ChevronDown, Download, Link2, Paperclip } from 'lucide-react';
import { type MailDetail, useCommand } from '../../bridge';
import { fileSize, Menu, type MenuEntry, notify } from '../../kit';
import styles from './letter.module.css';
import { words } from './messages';

/** The files of a mail. Their bytes are in the mailbox and are fetched when somebody wants them. */
export function Attachments({ detail }: { detail: MailDetail }) {
  const files = detail.attachments.filter((file) => !file.is_inline);
  if (files.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={words.attachments}>
      {files.map((file) => (
        <li key={file.id}>
          <One detail={detail} file={file} />
        </li>
      ))}
    </ul>
  );
}

function One({ detail, file }: { detail: MailDetail; file: MailDetail['attachments'][number] }) {
  const { id, enquiry_id } = detail.row;
  const asked = { id, attachment: file.id };
  const save = useCommand('app.save_mail_file', {
    onDone: (saved) => notify({ title: words.files.saved(saved.name), body: saved.path, tone: 'good' }),
  });
  const attach = useCommand('app.attach_mail_file', {
    onDone: () => notify({ title: words.files.attached(file.name), tone: 'good' }),
  });
  const isBusy = save.isPending || attach.isPending;
  const entries: MenuEntry[] = [
    {
      key: 'save',
      label: words.files.saveShort,
      icon: <Download size={16} aria-hidden="true" />,
      onPick: () => save.mutate(asked),
    },
  ];
  if (enquiry_id !== null) {
    entries.push({
      key: 'attach',
      label: words.files.attachShort,
      icon: <Link2 size={16} aria-hidden="true" />,
      onPick: () => attach.mutate({ ...asked, enquiry_id }),
    });
  }
  return (
    <Menu
      entries={entries}
      trigger={
        <button
          type="button"
          className={styles.file}
          title={file.name}
          disabled={isBusy}
          data-testid="attachment"
        >
          <Paperclip size={14} aria-hidden="true" />
          <span>{file.name}</span>
          <small>{isBusy ? words.files.fetching : fileSize(file.size)}</small>
          <ChevronDown size={14} aria-hidden="true" />
        </button>
      }
    />
  );
}
