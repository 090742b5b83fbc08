import { ShieldAlert } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useCommand } from '../../bridge';
import { Button } from '../../kit';
import Report from '../help/report';
import { reloadAll } from '../refusals';
import { forgetPlace } from '../router';
import styles from './first.module.css';
import { words } from './messages';

const said = words.safe;

/** After a start that did not go well: a plain page, and nothing behind it runs. */
export default function SafeStart() {
  const go = useCommand('app.start_normally', { onDone: reloadAll });
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    forgetPlace();
    heading.current?.focus();
  }, []);
  const isBusy = go.isPending || go.isSuccess;
  return (
    <main className={styles.gate} data-testid="safe-start">
      <section className={styles.sheet} aria-labelledby="safe" aria-busy={isBusy}>
        <header className={styles.head}>
          <ShieldAlert size={28} aria-hidden="true" />
          <h1 id="safe" ref={heading} tabIndex={-1}>
            {said.title}
          </h1>
        </header>
        <p>{said.body}</p>
        <section className={styles.way}>
          <p className={styles.lead}>{said.goBody}</p>
          <Button look="primary" disabled={isBusy} onClick={() => go.mutate({})}>
            {said.go}
          </Button>
        </section>
        <section className={styles.way}>
          <h2>{said.report}</h2>
          <p className={styles.lead}>{said.reportBody}</p>
          <Report />
        </section>
        <p role="status" className="sr-only">
          {isBusy ? said.starting : ''}
        </p>
      </section>
    </main>
  );
}
