import { LifeBuoy } from 'lucide-react';
import { Button } from '../kit';
import styles from './frame.module.css';
import { shell } from './messages';

const words = shell.recovery;

/** Stands in for the whole app when its desk cannot be opened: what is wrong, and the ways on. Asks no engine. */
export function Recovery({ message }: { message: string }) {
  return (
    <main className={styles.gate} data-testid="recovery">
      <section className={styles.recovery} aria-labelledby="recovery">
        <LifeBuoy size={32} aria-hidden="true" />
        <h1 id="recovery">{words.title}</h1>
        <p role="alert">{message}</p>
        <h2>{words.ways}</h2>
        <ol>
          {words.steps.map((step) => (
            <li key={step}>{step}</li>
          ))}
        </ol>
        <p className={styles.kept}>{words.kept}</p>
        <div>
          <Button look="primary" onClick={() => location.reload()}>
            {shell.retry}
          </Button>
        </div>
      </section>
    </main>
  );
}
