import { RefreshCw } from 'lucide-react';
import { type OfficeStanding, useCommand, useQuery } from '../../bridge';
import { Button, Chip, count, Spinner, type Tone, useFormat } from '../../kit';
import { Answer } from '../answer';
import { Account } from './account';
import { Backup } from './backup';
import { JoinForm } from './join-form';
import styles from './office.module.css';
import { UnsentWork } from './unsent';
import { words } from './words';

const TONES: Readonly<Record<OfficeStanding['state'], Tone>> = {
  alone: 'neutral',
  reading: 'brand',
  fine: 'good',
  offline: 'warn',
  needs_update: 'warn',
  locked: 'bad',
  revoked: 'bad',
  error: 'bad',
};

/** The states in which the office is not spoken with. */
const CLOSED: ReadonlySet<OfficeStanding['state']> = new Set(['locked', 'revoked', 'error']);

/** Joining an office; afterwards how the desk stands with it, and what has not got through. */
export function Office() {
  const office = useQuery('app.office', {});
  return (
    <Answer of={office}>
      {(standing) => (standing.address ? <Joined office={standing} /> : <Alone office={standing} />)}
    </Answer>
  );
}

function Alone({ office }: { office: OfficeStanding }) {
  return (
    <div className={styles.stack}>
      <p>{words.alone.lead}</p>
      <p className={styles.lead}>{words.alone.kept}</p>
      {office.message && (
        <p className={styles.bad} role="alert">
          {office.message}
        </p>
      )}
      <JoinForm known={null} />
    </div>
  );
}

/** How a desk of an office stands, and what has not got through. */
export function Joined({ office }: { office: OfficeStanding }) {
  const { when } = useFormat();
  const sync = useCommand('app.meet_office');
  const records = useQuery('app.office_records', {}, { isSticky: true }).data;
  return (
    <div className={styles.stack} data-testid="office">
      <div className={styles.row}>
        <Chip tone={TONES[office.state]}>{words.states[office.state]}</Chip>
        {office.state === 'reading' && <Spinner label={words.states.reading} />}
        <Button
          size="small"
          icon={<RefreshCw size={14} aria-hidden="true" />}
          onClick={() => sync.mutate({})}
          disabled={office.state === 'revoked'}
        >
          {words.syncNow}
        </Button>
      </div>
      {office.state === 'offline' ? (
        <p className={styles.lead}>{words.notes.offline}</p>
      ) : (
        office.message && <p className={styles.warn}>{office.message}</p>
      )}
      {office.state === 'revoked' && <p className={styles.lead}>{words.notes.revoked}</p>}
      <dl className={styles.facts}>
        <dt>{words.at}</dt>
        <dd>{office.address}</dd>
        <dt>{words.last}</dt>
        <dd>{office.last_at ? when(office.last_at) : words.never}</dd>
        <dt>{words.records}</dt>
        <dd>{records === undefined ? '' : count(records)}</dd>
      </dl>
      {office.state === 'error' && (
        <section className={styles.part}>
          <p>{words.again}</p>
          <JoinForm known={office.address} />
        </section>
      )}
      <UnsentWork />
      {!CLOSED.has(office.state) && (
        <>
          <Backup />
          <Account />
        </>
      )}
    </div>
  );
}
