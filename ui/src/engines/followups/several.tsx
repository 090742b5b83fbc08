import { type FormEvent, useState } from 'react';
import { Refusal, report, type TodayRow, tell } from '../../bridge';
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
  const { when, zone, now, dayAfter } = useFormat();
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
    const whole = done === rows.length;
    if (done > 0) {
      notify({
        title: whole ? words.moved(done, when(until)) : words.some(done, rows.length),
        tone: whole ? 'good' : 'bad',
      });
    }
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

/** One after the other, so that one that may not move keeps none of the others back. Answers how many have moved. */
async function putOff(rows: readonly TodayRow[], until: string): Promise<number> {
  let done = 0;
  let refused: Refusal | null = null;
  for (const { task_id } of rows) {
    try {
      await tell('followups.snooze', { task_id, until });
      done += 1;
    } catch (thrown) {
      refused ??= Refusal.from(thrown);
    }
  }
  if (refused) report(refused);
  return done;
}
