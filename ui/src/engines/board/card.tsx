import { memo } from 'react';
import type { Card } from '../../bridge';
import { moneyShort, useFormat } from '../../kit';
import styles from './card.module.css';
import { trackLabel, words } from './messages';

export type Density = 'compact' | 'normal' | 'detailed';
/** Pixels from card to card; each density is one fixed height. */
export const ROWS: Record<Density, number> = { compact: 66, normal: 92, detailed: 116 };

/** A card's face. Every element counts: a full board draws this eighty times. */
export const CardFace = memo(function CardFace({ card, density }: { card: Card; density: Density }) {
  return (
    <>
      <div className={styles.title} title={card.title}>
        {card.title}
      </div>
      {density === 'compact' ? (
        <Line card={card} isShort />
      ) : (
        <>
          <div className={styles.sub}>
            <span className={styles.company}>{card.company}</span>
            <span className={styles.product}>{card.product}</span>
          </div>
          <Line card={card} />
        </>
      )}
      {density === 'detailed' && <Next card={card} />}
    </>
  );
});

function Line({ card, isShort }: { card: Card; isShort?: boolean }) {
  const left = card.days_to_flag ?? Number.POSITIVE_INFINITY;
  const tone = left <= 5 ? 'bad' : left <= 15 ? 'warn' : undefined;
  return (
    <div className={styles.line}>
      {card.value_minor !== null && (
        <span className={styles.value}>{moneyShort(card.value_minor, card.currency)}</span>
      )}
      {card.priority === 'high' && <span className={styles.high}>{words.high}</span>}
      {isShort ? (
        <span className={styles.company}>{card.company}</span>
      ) : (
        card.tracks.length > 0 && (
          <span className={styles.tracks}>{card.tracks.map(trackLabel).join(', ')}</span>
        )
      )}
      <span
        className={styles.idle}
        data-tone={tone}
        title={[words.idle(card.days_idle), words.flag(card.days_to_flag)].filter(Boolean).join(', ')}
      >
        {tone === 'bad' ? words.flag(card.days_to_flag) : words.idle(card.days_idle)}
      </span>
    </div>
  );
}

function Next({ card }: { card: Card }) {
  const { when } = useFormat();
  if (card.next_at === null) return null;
  return (
    <div className={styles.line}>
      <span className={styles.next} title={card.next_text ?? undefined}>
        {card.next_label}
      </span>
      <span className={styles.idle}>{when(card.next_at)}</span>
    </div>
  );
}
