import { useCommand, useQuery } from '../../bridge';
import { notify, Select } from '../../kit';
import styles from './office.module.css';
import { words } from './words';

const said = words.backup;
const NOBODY = 'nobody';

/** Who stands in for this person: they see the same work from then on. */
export function Backup() {
  const people = useQuery('people.me', null).data;
  const name = useCommand('people.name_backup', { onDone: () => notify({ title: said.done }) });
  const me = people?.me;
  if (!me) return null;
  const others = people.colleagues.filter((each) => each.id !== me.id);
  if (others.length === 0) return null;
  const choices = [
    { value: NOBODY, label: said.nobody },
    ...others.map((each) => ({ value: each.id, label: each.name })),
  ];
  const choose = (value: string) => {
    const backup = value === NOBODY ? null : value;
    if (backup !== me.backup_id) name.mutate({ person: null, backup });
  };
  return (
    <section className={styles.part}>
      <h3>{said.title}</h3>
      <p className={styles.lead}>{said.lead}</p>
      <div className={styles.form}>
        <Select label={said.who} choices={choices} value={me.backup_id ?? NOBODY} onValue={choose} />
      </div>
    </section>
  );
}
