import { type ReactNode, useMemo, useRef } from 'react';
import { VList, type VListHandle } from 'virtua';
import { join, type Tone } from './controls';
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
  /** What it opens to, while it is open. */
  inside?: ReactNode;
}

/** So near to its end the rest of a list is asked for. */
const NEAR = 800;

interface TimelineProps {
  label: string;
  items: readonly Happening[];
  /** The end is near: there may be more. */
  onEnd?: () => void;
}

/** Everything that happened, newest first, under its day. Only what is on the screen is drawn. */
export function Timeline({ label, items, onEnd }: TimelineProps) {
  const rows = useRows(items);
  const list = useRef<VListHandle>(null);
  const scrolled = (offset: number) => {
    const { scrollSize = 0, viewportSize = 0 } = list.current ?? {};
    if (scrollSize - offset - viewportSize < NEAR) onEnd?.();
  };
  return (
    <VList
      ref={list}
      className={styles.timeline}
      aria-label={label}
      data-testid="timeline"
      onScroll={scrolled}
    >
      {rows.map(drawn)}
    </VList>
  );
}

/** The same as it is printed: whole. */
export function PrintedTimeline({ label, items }: { label: string; items: readonly Happening[] }) {
  return <section aria-label={label}>{useRows(items).map(drawn)}</section>;
}

type Drawn = { day: string; key: string } | { item: Happening; at: string; key: string };

const drawn = (row: Drawn) =>
  'day' in row ? (
    <div key={row.key} className={styles.day}>
      {row.day}
    </div>
  ) : (
    <Entry key={row.key} item={row.item} at={row.at} />
  );

function useRows(items: readonly Happening[]): Drawn[] {
  const { dayHeading, time } = useFormat();
  return useMemo(() => {
    const found: Drawn[] = [];
    let last = '';
    for (const item of items) {
      const day = dayHeading(item.at);
      if (day !== last) found.push({ day, key: `day-${item.id}` });
      last = day;
      found.push({ item, at: time(item.at), key: item.id });
    }
    return found;
  }, [items, dayHeading, time]);
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
              <button type="button" aria-expanded={item.inside !== undefined} onClick={item.onOpen}>
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
        {item.body && (
          <p className={join(styles.text, item.inside !== undefined && styles.whole)}>{item.body}</p>
        )}
        {item.who && <p className={styles.who}>{item.who}</p>}
        {item.inside && <div className={styles.inside}>{item.inside}</div>}
      </div>
    </article>
  );
}
