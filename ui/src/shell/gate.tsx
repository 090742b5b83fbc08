import { type ReactNode, useEffect, useId, useRef } from 'react';
import styles from './gate.module.css';

/** What stands in front of the desk when there is none yet, or none that opens: one sheet, its heading in focus. */
export function Gate(props: {
  title: string;
  icon: ReactNode;
  isBusy: boolean;
  isWide?: boolean;
  testId: string;
  children: ReactNode;
}) {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <main className={styles.gate} data-testid={props.testId}>
      <section
        className={styles.sheet}
        data-wide={props.isWide || undefined}
        aria-labelledby={id}
        aria-busy={props.isBusy}
      >
        <header className={styles.head}>
          {props.icon}
          <h1 id={id} ref={heading} tabIndex={-1}>
            {props.title}
          </h1>
        </header>
        {props.children}
      </section>
    </main>
  );
}

/** One of the ways on. */
export function Way(props: { title?: string; body: string; children: ReactNode }) {
  return (
    <section className={styles.way}>
      {props.title !== undefined && <h2>{props.title}</h2>}
      <p>{props.body}</p>
      {props.children}
    </section>
  );
}
