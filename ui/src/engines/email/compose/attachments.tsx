import { Paperclip, X } from 'lucide-react';
import { type DragEvent, useCallback, useRef, useState } from 'react';
import { type MailDraft, tell, useCommand } from '../../../bridge';
import { Button, fileSize } from '../../../kit';
import { carried, type Underway } from '../../files';
import styles from './compose.module.css';
import { words } from './messages';

/** Brings files over to the desk and onto the mail, one after the other. */
export function useCarry(draft: MailDraft['id']) {
  const [underway, setUnderway] = useState<Underway | null>(null);
  const stopped = useRef(false);
  const carry = useCallback(
    async (files: readonly File[]) => {
      stopped.current = false;
      for (const file of files) {
        const percent = (done: number) =>
          setUnderway({ name: file.name, percent: Math.floor((100 * done) / Math.max(file.size, 1)) });
        await carried(
          file,
          percent,
          () => stopped.current,
          (upload) =>
            tell('app.attach_to_draft', { upload, draft_id: draft, name: file.name, media_type: file.type }),
        );
        if (stopped.current) break;
      }
      setUnderway(null);
    },
    [draft],
  );
  const stop = () => {
    stopped.current = true;
  };
  return { carry, underway, stop };
}

const hasFiles = (event: DragEvent) => event.dataTransfer.types.includes('Files');

/** Takes files that are dropped anywhere on the mail. */
export function useDrop(onFiles: (files: readonly File[]) => void) {
  const [isOver, setOver] = useState(false);
  return {
    isOver,
    zone: {
      onDragOver: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        event.dataTransfer.dropEffect = 'copy';
        setOver(true);
      },
      onDragLeave: (event: DragEvent) => {
        const inside =
          event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget);
        if (!inside) setOver(false);
      },
      onDrop: (event: DragEvent) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        setOver(false);
        onFiles([...event.dataTransfer.files]);
      },
    },
  };
}

/** The files of a mail, and of the mail that is passed on. */
export function Attachments(props: { draft: MailDraft; underway: Underway | null; onStop: () => void }) {
  const { draft, underway } = props;
  const off = useCommand('email.draft_take_off');
  const along = draft.answers?.files ?? [];
  if (draft.files.length === 0 && along.length === 0 && !underway) return null;
  return (
    <ul className={styles.files} aria-label={words.files}>
      {along.length > 0 && <li className={styles.quiet}>{words.along}</li>}
      {along.map((file) => (
        <li key={file.id} className={styles.file} data-along>
          <Paperclip size={14} aria-hidden="true" />
          <span className={styles.name}>{file.name}</span>
          <small>{fileSize(file.size)}</small>
        </li>
      ))}
      {draft.files.map((file, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: its place is what tells a file from the same one twice
        <li key={`${place}-${file.hash}`} className={styles.file} title={file.name} data-testid="draft-file">
          <Paperclip size={14} aria-hidden="true" />
          <span className={styles.name}>{file.name}</span>
          <small>{fileSize(file.size)}</small>
          <button
            type="button"
            aria-label={words.file(file.name)}
            onClick={() => off.mutate({ id: draft.id, place })}
          >
            <X size={14} aria-hidden="true" />
          </button>
        </li>
      ))}
      {underway && (
        <li className={styles.file} role="status">
          <progress max={100} value={underway.percent} aria-hidden="true" />
          <span className={styles.name}>{words.busy(underway.name, underway.percent)}</span>
          <Button size="small" look="subtle" onClick={props.onStop}>
            {words.stop}
          </Button>
        </li>
      )}
    </ul>
  );
}
