import { TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Refusal } from '../bridge';
import { Button, EmptyState, Spinner } from '../kit';
import styles from './frame.module.css';
import { shell } from './messages';

interface Asked<T> {
  data: T | undefined;
  error: Refusal | null;
  refetch: () => unknown;
}

/** Draws an answer; until it is there a spinner, and when it failed the reason with a way to ask again. */
export function Answer<T>({ of, children }: { of: Asked<T>; children: (answer: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Failed refusal={of.error} again={of.refetch} />;
  return <Waiting />;
}

/** Something is on its way. */
export function Waiting() {
  return (
    <div className={styles.waiting}>
      <Spinner label={shell.loading} />
    </div>
  );
}

/** Why there is nothing to see, with a way to ask again. */
export function Failed({ refusal, again }: { refusal: Refusal; again: () => unknown }) {
  return (
    <EmptyState
      icon={<TriangleAlert />}
      title={refusal.code === 'Missing' ? shell.missing : shell.broken}
      body={refusal.message}
      action={<Button onClick={() => again()}>{shell.retry}</Button>}
    />
  );
}
