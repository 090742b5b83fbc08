import { useQuery } from '../../bridge';
import styles from './help.module.css';
import { words } from './messages';
import Report from './report';

/** What runs here, and a report for whoever helps. */
export default function Help() {
  const version = useQuery('app.start', {}).data?.version ?? '';
  return (
    <div className={styles.stack}>
      <p>{words.version(version)}</p>
      <h3>{words.report.title}</h3>
      <p className={styles.lead}>{words.report.lead}</p>
      <Report />
    </div>
  );
}
