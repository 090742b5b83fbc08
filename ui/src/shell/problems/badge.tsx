import { TriangleAlert } from 'lucide-react';
import { useQuery } from '../../bridge';
import styles from '../frame.module.css';
import { words } from './messages';

/** How many things are wrong, in the status strip; nothing while none is. */
export function ProblemsBadge() {
  const count = useQuery('app.problems', {}, { isSticky: true }).data?.length ?? 0;
  if (count === 0) return null;
  return (
    <a className={styles.state} href="#/problems" data-tone="bad" data-testid="problems-badge">
      <TriangleAlert size={14} aria-hidden="true" />
      {words.strip(count)}
    </a>
  );
}
