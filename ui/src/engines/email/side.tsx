import { Pencil } from 'lucide-react';
import { useRef } from 'react';
import { type Id, type Intent, type MailDetail, useQuery, type Verdict } from '../../bridge';
import { Button, Chip, Menu, useFormat } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import { goTo, openRecord } from '../../shell/router';
import styles from './inbox.module.css';
import { IntentChip } from './list';
import { dispositions, intents, words } from './messages';
import { bandOf, distinct, textOf } from './verdict';

interface SideProps {
  detail: MailDetail;
  onAccept: () => void;
  onCorrect: (intent: Intent) => void;
  onLink: (enquiry: Id) => void;
}

/** Beside the mail: what it wants and why, and what it belongs to. */
export function Side(props: SideProps) {
  return (
    <div className={styles.side} data-testid="mail-side">
      <What {...props} />
      <Where {...props} />
    </div>
  );
}

/** The likeliest labels have a key each while the menu is open. */
const DIGITS = 9;
const LABELS = Object.keys(intents) as Intent[];

function What({ detail, onAccept, onCorrect }: SideProps) {
  const { verdict, row } = detail;
  const intent = row.intent ?? verdict?.intent ?? null;
  const correct = useRef<HTMLButtonElement>(null);
  useHands({
    'mail.accept': intent ? onAccept : null,
    'mail.correct': () => correct.current?.click(),
  });
  const runners = verdict?.runners_up.map(([each]) => each) ?? [];
  const ordered = [...runners, ...LABELS.filter((each) => !runners.includes(each))];
  const entries = ordered
    .filter((each) => each !== intent)
    .map((each, at) => ({
      key: each,
      label: intents[each],
      ...(at < DIGITS ? { press: String(at + 1) } : {}),
      onPick: () => onCorrect(each),
    }));
  return (
    <section className={styles.part} aria-label={words.verdict}>
      <h3>{words.verdict}</h3>
      {intent ? (
        <div className={styles.verdict} data-testid="verdict">
          <IntentChip intent={intent} confidence={row.confidence} isSure={row.is_corrected} />
          {row.is_corrected && <Chip tone="outline">{words.corrected}</Chip>}
        </div>
      ) : (
        <p className={styles.people}>{words.noVerdict}</p>
      )}
      {verdict && !row.is_corrected && <Confidence value={verdict.confidence} />}
      {verdict && <Evidence verdict={verdict} />}
      <div className={styles.actions}>
        <CommandButton id="mail.accept" look="primary" />
        <Menu
          heading={words.correctTo}
          entries={entries}
          trigger={
            <Button ref={correct} icon={<Pencil size={14} aria-hidden="true" />}>
              {words.correct}
            </Button>
          }
        />
      </div>
    </section>
  );
}

function Confidence({ value }: { value: number }) {
  const band = bandOf(value);
  const percent = Math.round(value * 100);
  return (
    <div className={styles.band}>
      <div
        className={styles.bar}
        data-band={band}
        role="meter"
        aria-label={words.confidence(words.bands[band], percent)}
        aria-valuenow={percent}
        aria-valuemin={0}
        aria-valuemax={100}
      >
        <div style={{ width: `${percent}%` }} />
      </div>
      {words.confidence(words.bands[band], percent)}
    </div>
  );
}

function Evidence({ verdict }: { verdict: Verdict }) {
  const { date } = useFormat();
  const { sentence, reasons } = verdict.evidence;
  const { against } = verdict.sender;
  const entities = distinct(verdict);
  return (
    <>
      {sentence && (
        <figure>
          <blockquote className={styles.quote} title={words.why} data-testid="evidence">
            {sentence}
          </blockquote>
        </figure>
      )}
      {reasons.length > 0 && (
        <ul className={styles.reasons} aria-label={words.reasons}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
      {against.length > 0 && (
        <div className={styles.against} data-testid="against">
          <strong>{words.against}</strong>
          <ul className={styles.reasons}>
            {against.map((reason) => (
              <li key={reason}>{reason}</li>
            ))}
          </ul>
        </div>
      )}
      {verdict.absence?.returns_on && (
        <div className={styles.chips}>
          <Chip tone="warn">{words.returns(date(verdict.absence.returns_on))}</Chip>
        </div>
      )}
      {verdict.bounce?.address && (
        <div className={styles.chips}>
          <Chip tone="bad">{words.bounced(verdict.bounce.address)}</Chip>
        </div>
      )}
      {entities.length > 0 && (
        <div className={styles.chips} role="group" aria-label={words.entities} data-testid="entities">
          {entities.map((entity) => (
            <Chip
              key={`${entity.start}-${entity.end}-${entity.value.kind}`}
              tone={entity.is_valid ? 'neutral' : 'bad'}
              title={entity.is_valid ? entity.text : words.invalid}
            >
              {textOf(entity.value, date)}
            </Chip>
          ))}
        </div>
      )}
    </>
  );
}

function Where({ detail, onLink }: SideProps) {
  const { row } = detail;
  return (
    <section className={styles.part} aria-label={words.where}>
      <h3>{words.where}</h3>
      <p data-testid="disposition">{dispositions[row.disposition]}</p>
      {row.reason && <p className={styles.people}>{row.reason}</p>}
      {row.enquiry_id !== null && <Linked id={row.enquiry_id} />}
      {row.prelead_id !== null && (
        <div className={styles.actions}>
          <Button onClick={() => goTo('preleads', row.prelead_id ?? '')}>{words.openPrelead}</Button>
        </div>
      )}
      {row.enquiry_id === null && row.company_id !== null && (
        <Suggestions company={row.company_id} onLink={onLink} />
      )}
    </section>
  );
}

function Linked({ id }: { id: Id }) {
  const detail = useQuery('enquiries.detail', id).data;
  const stages = useQuery('enquiries.stages', null).data ?? [];
  if (!detail) return null;
  return (
    <button
      type="button"
      className={styles.item}
      title={words.openEnquiry}
      onClick={() => openRecord(id)}
      data-testid="linked-enquiry"
    >
      {detail.enquiry.title}
      <small>{stages.find((stage) => stage.key === detail.enquiry.stage)?.label}</small>
    </button>
  );
}

const SUGGESTED = 3;

function Suggestions({ company, onLink }: { company: Id; onLink: (enquiry: Id) => void }) {
  const found = useQuery('enquiries.find', { company_id: company, query: null }).data ?? [];
  if (found.length === 0) return null;
  return (
    <>
      <h3>{words.suggestions}</h3>
      {found.slice(0, SUGGESTED).map((each) => (
        <button
          key={each.id}
          type="button"
          className={styles.item}
          title={words.linkTo(each.title)}
          onClick={() => onLink(each.id)}
        >
          {each.title}
          <small>{`${each.company} · ${each.stage}`}</small>
        </button>
      ))}
    </>
  );
}
