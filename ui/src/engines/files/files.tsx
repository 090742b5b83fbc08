import { Paperclip } from 'lucide-react';
import { type DragEvent, useState } from 'react';
import { type Id, useQuery } from '../../bridge';
import { EmptyState } from '../../kit';
import { Answer } from '../../shell/answer';
import { Add } from './add';
import styles from './files.module.css';
import { words } from './messages';
import { Row } from './row';
import { useAttach } from './use-attach';

/** The files of an enquiry. They are attached by a button, or dropped anywhere on the section. */
export function Files({ enquiry }: { enquiry: Id }) {
  const files = useQuery('files.of_enquiry', enquiry);
  const { attach, underway, stop } = useAttach(enquiry, null);
  const [isOver, setOver] = useState(false);
  const carries = (event: DragEvent) => event.dataTransfer.types.includes('Files');
  const add = (isMain: boolean) => (
    <Add isMain={isMain} underway={underway} onFiles={(chosen) => void attach(chosen)} onStop={stop} />
  );
  return (
    <section
      className={styles.files}
      aria-label={words.title}
      data-over={isOver || undefined}
      data-testid="files"
      onDragOver={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={(event) => {
        const into = event.relatedTarget;
        if (!(into instanceof Node && event.currentTarget.contains(into))) setOver(false);
      }}
      onDrop={(event) => {
        if (!carries(event)) return;
        event.preventDefault();
        setOver(false);
        void attach([...event.dataTransfer.files]);
      }}
    >
      <Answer of={files}>
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState icon={<Paperclip />} title={words.none} body={words.noneBody} action={add(true)} />
          ) : (
            <>
              <div>{add(false)}</div>
              <ul className={styles.list}>
                {rows.map((attached) => (
                  <Row key={attached.file.id} attached={attached} />
                ))}
              </ul>
            </>
          )
        }
      </Answer>
      {isOver && <div className={styles.veil}>{words.drop}</div>}
    </section>
  );
}
