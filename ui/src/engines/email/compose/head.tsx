import { X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { MailDraft, Refusal } from '../../../bridge';
import { IconButton, isModalOpen } from '../../../kit';
import styles from './compose.module.css';
import { words } from './messages';
import { People } from './people';

type Fields = Pick<MailDraft, 'to' | 'cc' | 'bcc' | 'subject'>;

/** Whom it goes to, and about what. Copies show once they are asked for. */
export function Head(props: {
  title: string;
  fields: Fields;
  refused: Refusal | null;
  /** Somebody has to be named first. */
  isNew: boolean;
  onFields: (part: Partial<Fields>) => void;
  onClose: () => void;
}) {
  const { title, fields, refused, onFields } = props;
  const [copies, setCopies] = useState({ cc: fields.cc.length > 0, bcc: fields.bcc.length > 0 });
  const to = useRef<HTMLInputElement>(null);
  const [isBlank] = useState(props.isNew && fields.to.length === 0);
  useEffect(() => {
    if (isBlank && !isModalOpen()) to.current?.focus();
  }, [isBlank]);
  const wrong = (field: string) => (refused?.field === field ? refused.message : null);
  const more = (
    <span className={styles.more}>
      {(['cc', 'bcc'] as const)
        .filter((key) => !copies[key])
        .map((key) => (
          <button key={key} type="button" onClick={() => setCopies((now) => ({ ...now, [key]: true }))}>
            {key === 'cc' ? words.showCc : words.showBcc}
          </button>
        ))}
    </span>
  );
  return (
    <>
      <header className={styles.head}>
        <h2>{title}</h2>
        <IconButton
          label={words.close}
          icon={<X size={16} aria-hidden="true" />}
          size="small"
          onClick={props.onClose}
        />
      </header>
      <People
        ref={to}
        label={words.to}
        people={fields.to}
        error={wrong('to')}
        after={more}
        onPeople={(people) => onFields({ to: people })}
      />
      {copies.cc && (
        <People
          label={words.cc}
          people={fields.cc}
          error={wrong('cc')}
          onPeople={(people) => onFields({ cc: people })}
        />
      )}
      {copies.bcc && (
        <People
          label={words.bcc}
          people={fields.bcc}
          error={wrong('bcc')}
          onPeople={(people) => onFields({ bcc: people })}
        />
      )}
      <div className={styles.line}>
        <input
          className={styles.subject}
          aria-label={words.subject}
          placeholder={words.subject}
          aria-invalid={wrong('subject') !== null}
          value={fields.subject}
          onChange={(event) => onFields({ subject: event.target.value })}
        />
      </div>
    </>
  );
}
