import type { OfficeStanding } from '../../bridge';
import { useFormat } from '../../kit';
import { JoinForm } from './join-form';
import { Joined } from './office';
import styles from './office.module.css';
import { words } from './words';

/** In the place of everything else, while the desk has not heard from its office for too long. */
export function Locked({ office }: { office: OfficeStanding }) {
  const { dateTime } = useFormat();
  const said = words.locked;
  return (
    <main className={styles.locked} aria-labelledby="locked" data-testid="locked">
      <h1 id="locked">{said.title}</h1>
      {office.heard_at && <p>{said.since(dateTime(office.heard_at))}</p>}
      <p className={styles.lead}>{said.kept}</p>
      <Joined office={office} />
      <section className={styles.part}>
        <p>{said.again}</p>
        <JoinForm known={office.address} />
      </section>
    </main>
  );
}
