import { type ReactNode, useMemo } from 'react';
import { VList } from 'virtua';
import type { Tone } from './controls';
import { useFormat } from './format-context';
import styles from './timeline.module.css';

export interface Happening {
  id: string;
  at: string;
  icon: ReactNode;
  tone: Tone;
  title: string;
  body: string;
  who: string;
  onOpen?: (() => void) | undefined;
}

type Row = { day: string; key: string } | Happening;

/** Everything that happened, newest first, under its day. */
export function Timeline({ label, items }: { label: string; items: readonly Happening[] }) {
  const { dayHeading, time } = useFormat();
  const rows = useMemo(() => {
    const found: Row[] = [];
    let last = '';
    for (const item of items) {
      const day = dayHeading(item.at);
      if (day !== last) found.push({ day, key: `day-${item.id}` });
      last = day;
      found.push(item);
    }
    return found;
  }, [items, dayHeading]);
  return (
    <VList className={styles.timeline} aria-label={label} data-testid="timeline">
      {rows.map((row) =>
        'day' in row ? (
          <div key={row.key} className={styles.day}>
            {row.day}
          </div>
        ) : (
          <Entry key={row.id} item={row} at={time(row.at)} />
        ),
      )}
    </VList>
  );
}

function Entry({ item, at }: { item: Happening; at: string }) {
  return (
    <article className={styles.item} data-testid="timeline-item">
      <div className={styles.rail}>
        <span className={styles.dot} data-tone={item.tone} aria-hidden="true">
          {item.icon}
        </span>
      </div>
      <div className={styles.body}>
        <div className={styles.line}>
          <span className={styles.title}>
            {item.onOpen ? (
              <button type="button" onClick={item.onOpen}>
                {item.title}
              </button>
            ) : (
              item.title
            )}
          </span>
          <time className={styles.at} dateTime={item.at}>
            {at}
          </time>
        </div>
        {item.body && <p className={styles.text}>{item.body}</p>}
        {item.who && <p className={styles.who}>{item.who}</p>}
      </div>
    </article>
  );
}
