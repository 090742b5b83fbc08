import { type FormEvent, useState } from 'react';
import { Refusal, report, type TodayRow, together } from '../../bridge';
import { Button, DateField, instantOn, notify, useFormat } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import { words as all } from './messages';
import { useLater } from './snooze';
import styles from './today.module.css';

const words = all.several;
/** A day the person names themselves. */
const OTHER = 'other';

/** What becomes of the follow-ups that were selected: all of them move to another time. */
export function Several({ rows, onDone }: { rows: readonly TodayRow[]; onDone: () => void }) {
  const { zone, now, dayAfter } = useFormat();
  const later = useLater();
  const [choice, setChoice] = useState('tomorrow');
  const [day, setDay] = useState(() => dayAfter(2));
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const untilOf = () =>
    choice === OTHER ? instantOn(day, '10:00', zone) : later.find(({ key }) => key === choice)?.until;
  const move = async () => {
    const until = untilOf();
    if (until === undefined || Number.isNaN(Date.parse(until)) || Date.parse(until) <= now) {
      setProblem(words.past);
      return;
    }
    setBusy(true);
    const done = await putOff(rows, until);
    setBusy(false);
    if (done > 0 && done < rows.length) notify({ title: words.some(done, rows.length), tone: 'bad' });
    onDone();
  };
  useHands({ 'today.save': isBusy ? null : () => void move() });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void move();
  };
  return (
    <form className={`${styles.form} ${styles.fields}`} onSubmit={submit} data-testid="several" noValidate>
      <header>
        <h2>{words.title(rows.length)}</h2>
        <p className={styles.lead}>{words.body}</p>
      </header>
      <ul className={styles.preview}>
        {rows.map((row) => (
          <li key={row.task_id}>
            <strong>{row.title}</strong>
            <span className={styles.who}>{row.company}</span>
          </li>
        ))}
      </ul>
      <div className={styles.results} role="radiogroup" aria-label={words.when}>
        {[...later.map(({ key, label }) => ({ key, label })), { key: OTHER, label: words.other }].map(
          (each) => (
            <button
              key={each.key}
              type="button"
              role="radio"
              aria-checked={choice === each.key}
              className={styles.result}
              onClick={() => {
                setChoice(each.key);
                setProblem(null);
              }}
            >
              {each.label}
            </button>
          ),
        )}
      </div>
      {choice === OTHER && <DateField label={all.next} error={problem} value={day} onText={setDay} />}
      <div className={styles.actions}>
        <Button look="primary" type="submit" disabled={isBusy}>
          {words.submit(rows.length)}
        </Button>
        <CommandButton id="today.select_none" />
      </div>
    </form>
  );
}

/** All of them as one, so that they are undone as one. Answers how many have moved. */
async function putOff(rows: readonly TodayRow[], until: string): Promise<number> {
  try {
    const came = await together(
      rows.map(({ task_id }) => ({ command: 'followups.snooze', input: { task_id, until } })),
    );
    const refused = came.find((refusal) => refusal !== null);
    if (refused) report(refused);
    return came.filter((refusal) => refusal === null).length;
  } catch (thrown) {
    report(Refusal.from(thrown));
    return 0;
  }
}
