import {
  Download,
  FileArchive,
  FileImage,
  FileSpreadsheet,
  FileText,
  File as Plain,
  Trash2,
} from 'lucide-react';
import type { ReactNode } from 'react';
import { type Attached, useCommand, useQuery } from '../../bridge';
import { Chip, fileSize, IconButton, notify, useFormat } from '../../kit';
import styles from './files.module.css';
import { words } from './messages';

const ICONS: readonly (readonly [RegExp, ReactNode])[] = [
  [/\.(xlsx?|csv|ods)$/i, <FileSpreadsheet key="sheet" size={18} />],
  [/\.(png|jpe?g|gif|webp|svg|tiff?)$/i, <FileImage key="image" size={18} />],
  [/\.(zip|rar|7z|gz)$/i, <FileArchive key="archive" size={18} />],
  [/\.(pdf|docx?|txt|rtf|odt)$/i, <FileText key="text" size={18} />],
];

/** One file: what it is, where its bytes are, and what can be done with it. */
export function Row({ attached }: { attached: Attached }) {
  const { file, is_here } = attached;
  const { date, when } = useFormat();
  const people = useQuery('people.everybody', null).data ?? [];
  const who = people.find((person) => person.id === file.attached_by)?.name ?? words.unknown;
  const save = useCommand('app.save_file', {
    onDone: ({ name, path }) => notify({ title: words.saved(name), body: path, tone: 'good' }),
  });
  const remove = useCommand('files.detach', {
    onDone: () => notify({ title: words.removed(file.name) }),
  });
  return (
    <li className={styles.row} data-testid="file">
      <span className={styles.icon} aria-hidden="true">
        {ICONS.find(([ending]) => ending.test(file.name))?.[1] ?? <Plain size={18} />}
      </span>
      <span className={styles.what}>
        <span className={styles.name} title={file.name}>
          {file.name}
        </span>
        <span className={styles.quiet}>
          {[fileSize(file.size), words.by(who, when(file.attached_at))].join(' · ')}
        </span>
      </span>
      {file.state === 'waiting' && (
        <Chip tone="warn" title={is_here ? words.waitingHint : words.theirsHint}>
          {words.waiting}
        </Chip>
      )}
      {file.sent_at && (
        <Chip tone="good" title={words.sentHint(date(file.sent_at))}>
          {words.sent}
        </Chip>
      )}
      <IconButton
        label={words.save(file.name)}
        icon={<Download size={16} aria-hidden="true" />}
        disabled={save.isPending}
        onClick={() => save.mutate({ id: file.id })}
      />
      {!file.sent_at && (
        <IconButton
          label={words.remove(file.name)}
          icon={<Trash2 size={16} aria-hidden="true" />}
          disabled={remove.isPending}
          onClick={() => remove.mutate(file.id)}
        />
      )}
    </li>
  );
}
