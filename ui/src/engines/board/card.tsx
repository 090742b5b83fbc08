import { memo } from 'react';
import type { BoardDensity, Card } from '../../bridge';
import { moneyShort, useFormat } from '../../kit';
import styles from './card.module.css';
import { trackLabel, words } from './messages';

/** Pixels from card to card; each density is one fixed height. */
export const ROWS: Record<BoardDensity, number> = { compact: 66, normal: 92, detailed: 154 };

/** A card's face. Every element counts: a full board draws this eighty times. */
export const CardFace = memo(function CardFace({ card, density }: { card: Card; density: BoardDensity }) {
  return (
    <>
      <div className={styles.title} title={card.title}>
        {card.title}
      </div>
      {density === 'compact' ? (
        <Line card={card} isShort />
      ) : (
        <>
          <div
            className={styles.sub}
            data-long={density === 'detailed' || undefined}
            title={[card.company, card.product].filter(Boolean).join(', ')}
          >
            <span className={styles.company}>{card.company}</span>
            <span className={styles.product}>{card.product}</span>
          </div>
          <Line card={card} isLong={density === 'detailed'} />
        </>
      )}
      {density === 'detailed' && <Detail card={card} />}
    </>
  );
});

/** How near the flag is, for the eye. */
function toneOf({ days_to_flag, is_late }: Card): 'bad' | 'warn' | undefined {
  const left = days_to_flag ?? Number.POSITIVE_INFINITY;
  if (is_late || left <= 5) return 'bad';
  return left <= 15 ? 'warn' : undefined;
}

/** The one thing of a card's age that matters most now. */
function ageOf(card: Card): string {
  if (card.is_late) return words.isLate;
  return toneOf(card) === 'bad' ? words.flag(card.days_to_flag) : words.idle(card.days_idle);
}

function ageInFull(card: Card): string {
  const { is_late, task_title, days_here, days_idle, days_to_flag } = card;
  const late = is_late && task_title ? words.late(task_title) : '';
  return [late, words.here(days_here), words.idle(days_idle), words.flag(days_to_flag)]
    .filter(Boolean)
    .join(', ');
}

function Line({ card, isShort, isLong }: { card: Card; isShort?: boolean; isLong?: boolean }) {
  const [first, ...others] = card.tracks;
  return (
    <div className={styles.line}>
      {card.value_minor !== null && (
        <span className={styles.value}>{moneyShort(card.value_minor, card.currency)}</span>
      )}
      {card.priority !== 'medium' && (
        <span className={styles.priority} data-priority={card.priority}>
          {words[card.priority]}
        </span>
      )}
      {isShort ? (
        <span className={styles.company}>{card.company}</span>
      ) : (
        first !== undefined && (
          <span className={styles.tracks} title={card.tracks.map(trackLabel).join(', ')}>
            {isLong || others.length === 0
              ? card.tracks.map(trackLabel).join(', ')
              : words.more(trackLabel(first), others.length)}
          </span>
        )
      )}
      {!isLong && (
        <span className={styles.idle} data-tone={toneOf(card)} title={ageInFull(card)}>
          {ageOf(card)}
        </span>
      )}
    </div>
  );
}

/** What comes next, by hand or by itself, and how old the card is. */
function Detail({ card }: { card: Card }) {
  const { when } = useFormat();
  const isTask = card.task_at !== null && (card.next_at === null || card.task_at <= card.next_at);
  const at = isTask ? card.task_at : card.next_at;
  const label = isTask ? card.task_title : card.next_label;
  return (
    <>
      <div className={styles.line}>
        <span className={styles.next} title={isTask ? (label ?? undefined) : (card.next_text ?? undefined)}>
          {label ?? words.noNext}
        </span>
        {at !== null && (
          <span className={styles.idle} data-tone={card.is_late ? 'bad' : undefined}>
            {card.is_late ? `${words.isLate}, ${when(at)}` : when(at)}
          </span>
        )}
      </div>
      <div className={styles.line} title={ageInFull(card)}>
        <span>{words.here(card.days_here)}</span>
        <span className={styles.idle} data-tone={card.is_late ? undefined : toneOf(card)}>
          {words.flag(card.days_to_flag)}
        </span>
      </div>
    </>
  );
}
