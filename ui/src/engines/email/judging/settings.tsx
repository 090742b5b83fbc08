import { ChevronLeft, ChevronRight } from 'lucide-react';
import { useState } from 'react';
import { type Accuracy, useCommand, useQuery } from '../../../bridge';
import { Button, count, IconButton, notify, Switch, useFormat } from '../../../kit';
import { Answer } from '../../../shell/answer';
import { intents } from '../messages';
import styles from './judging.module.css';
import { words } from './messages';
import { PutAwayDialog } from './put-away';

const { settings } = words;
const COUNTED = ['read', 'by_itself', 'accepted', 'corrected', 'undone'] as const;
const HEADS = {
  read: settings.read,
  by_itself: settings.byItself,
  accepted: settings.accepted,
  corrected: settings.corrected,
  undone: settings.undone,
};

/** How the reader does, week by week, and what it may do by itself. */
export function ReadingSettings() {
  const [back, setBack] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const accuracy = useQuery('email.accuracy', { back }, { isSticky: true });
  const set = useCommand('email.set_junk');
  return (
    <div className={styles.settings} data-testid="reading-settings">
      <p className={styles.quiet}>{settings.body}</p>
      <Answer of={accuracy}>
        {(answer) => (
          <>
            {answer.puts_junk_away === null ? (
              <p className={styles.quiet}>{settings.signedOut}</p>
            ) : (
              <section className={styles.switch} aria-label={settings.junk}>
                <Switch
                  label={settings.junk}
                  isOn={answer.puts_junk_away}
                  onSwitch={(is_on) => set.mutate({ is_on })}
                />
                <div>
                  <strong>{settings.junk}</strong>
                  <p className={styles.quiet}>{settings.junkHint}</p>
                  <Button size="small" onClick={() => setOpen(true)}>
                    {settings.show}
                  </Button>
                </div>
              </section>
            )}
            <Learning />
            <Week of={answer} back={back} onWeek={setBack} />
          </>
        )}
      </Answer>
      {isOpen && <PutAwayDialog onClose={() => setOpen(false)} />}
    </div>
  );
}

/** What the reader was taught, and the way back. */
function Learning() {
  const { when } = useFormat();
  const answer = useQuery('email.learning', null).data;
  const learn = useCommand('app.learn', {
    onDone: () => notify({ title: settings.learnt, body: settings.learntBody, tone: 'good' }),
  });
  const unlearn = useCommand('email.unlearn', {
    onDone: () => notify({ title: settings.unlearnt, tone: 'good' }),
  });
  if (!answer) return null;
  const { in_use, last, waiting } = answer;
  return (
    <section className={styles.learning} aria-label={settings.learning} data-testid="learning">
      <strong>{settings.learning}</strong>
      <p className={styles.quiet}>{settings.learningHint}</p>
      <p>{in_use ? settings.taught(in_use.lessons, when(in_use.made_at)) : settings.own}</p>
      {last?.state === 'refused' && <p>{settings.refused(when(last.made_at), last.reason ?? '')}</p>}
      {last?.state === 'set_back' && <p>{settings.setBack}</p>}
      <p className={styles.quiet}>{settings.waiting(waiting)}</p>
      <div className={styles.buttons}>
        <Button
          size="small"
          disabled={(waiting === 0 && last?.state !== 'set_back') || learn.isPending}
          onClick={() => learn.mutate({})}
        >
          {settings.learn}
        </Button>
        {in_use && (
          <Button size="small" disabled={unlearn.isPending} onClick={() => unlearn.mutate(null)}>
            {settings.unlearn}
          </Button>
        )}
      </div>
    </section>
  );
}

function Week({ of, back, onWeek }: { of: Accuracy; back: number; onWeek: (back: number) => void }) {
  const { date } = useFormat();
  const sum = (key: (typeof COUNTED)[number]) => of.labels.reduce((all, label) => all + label[key], 0);
  return (
    <>
      <div className={styles.week}>
        <IconButton
          label={settings.earlier}
          icon={<ChevronLeft size={16} aria-hidden="true" />}
          disabled={!of.has_earlier}
          onClick={() => onWeek(back + 1)}
        />
        <h3 aria-live="polite">{settings.week(date(of.from), date(of.until))}</h3>
        <IconButton
          label={settings.later}
          icon={<ChevronRight size={16} aria-hidden="true" />}
          disabled={back === 0}
          onClick={() => onWeek(back - 1)}
        />
      </div>
      {of.labels.length === 0 ? (
        <p className={styles.quiet}>{settings.none}</p>
      ) : (
        <div className={styles.scroll}>
          <table className={styles.table} data-testid="accuracy">
            <thead>
              <tr>
                <th scope="col">{settings.label}</th>
                {COUNTED.map((key) => (
                  <th key={key} scope="col">
                    {HEADS[key]}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {of.labels.map((label) => (
                <tr key={label.intent}>
                  <th scope="row">{intents[label.intent]}</th>
                  {COUNTED.map((key) => (
                    <td key={key}>{count(label[key])}</td>
                  ))}
                </tr>
              ))}
            </tbody>
            <tfoot>
              <tr>
                <th scope="row">{settings.all}</th>
                {COUNTED.map((key) => (
                  <td key={key}>{count(sum(key))}</td>
                ))}
              </tr>
            </tfoot>
          </table>
        </div>
      )}
    </>
  );
}
