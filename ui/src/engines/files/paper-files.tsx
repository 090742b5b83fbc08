import { type Id, useQuery } from '../../bridge';
import { Add } from './add';
import styles from './files.module.css';
import { words } from './messages';
import { Row } from './row';
import { useAttach } from './use-attach';

/** The files that go out with a quotation. While it can still change, more can be added. */
export function PaperFiles(props: { enquiry: Id; paper: Id; mayAdd: boolean }) {
  const { enquiry, paper, mayAdd } = props;
  const all = useQuery('files.of_enquiry', enquiry).data ?? [];
  const { attach, underway, stop } = useAttach(enquiry, paper);
  const along = all.filter(({ file }) => file.paper_id === paper);
  if (along.length === 0 && !mayAdd) return null;
  return (
    <section className={styles.along} aria-label={words.along} data-testid="paper-files">
      {along.length > 0 && (
        <ul className={styles.list}>
          {along.map((attached) => (
            <Row key={attached.file.id} attached={attached} />
          ))}
        </ul>
      )}
      {mayAdd && (
        <div>
          <Add isSmall underway={underway} onFiles={(chosen) => void attach(chosen)} onStop={stop} />
        </div>
      )}
    </section>
  );
}
