import { Plus, X } from 'lucide-react';
import { useState } from 'react';
import { type Calendar, useCommand, useQuery } from '../../bridge';
import { Button, DateField, IconButton, notify, Select, Switch, TextField, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { words } from './messages';
import styles from './settings.module.css';

const ZONES = [
  'Asia/Kolkata',
  'Asia/Dubai',
  'Asia/Singapore',
  'Asia/Shanghai',
  'Europe/London',
  'Europe/Berlin',
  'America/New_York',
  'America/Los_Angeles',
  'UTC',
];
const USUAL = { from: '09:30', to: '18:30' };

export function Hours() {
  const settings = useQuery('desk.calendar', null);
  return <Answer of={settings}>{(answer) => <Form key={JSON.stringify(answer)} settings={answer} />}</Answer>;
}

function Form({ settings }: { settings: Calendar }) {
  const [draft, setDraft] = useState(settings);
  const save = useCommand('desk.set_calendar', {
    onDone: () => notify({ title: words.saved, tone: 'good' }),
  });
  const zones = ZONES.includes(draft.zone) ? ZONES : [draft.zone, ...ZONES];
  const setDay = (day: number, spans: { from: string; to: string }[]) =>
    setDraft((now) => ({
      ...now,
      week: words.days.map((_, at) => (at === day ? spans : (now.week[at] ?? []))),
    }));
  const isBackwards = draft.week.some((spans) => spans.some((span) => span.from >= span.to));
  return (
    <div className={styles.stack} data-testid="hours">
      <p className={styles.lead}>{words.hoursBody}</p>
      <Select
        label={words.zone}
        choices={zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))}
        value={draft.zone}
        onValue={(zone) => setDraft((now) => ({ ...now, zone }))}
      />
      <div className={styles.week}>
        {words.days.map((name, day) => (
          <WorkDay
            key={name}
            name={name}
            span={draft.week[day]?.[0]}
            onSpan={(span) => setDay(day, span ? [span, ...(draft.week[day] ?? []).slice(1)] : [])}
          />
        ))}
      </div>
      {isBackwards && (
        <p className={styles.error} role="alert">
          {words.backwards}
        </p>
      )}
      <Holidays draft={draft} onChange={(holidays) => setDraft((now) => ({ ...now, holidays }))} />
      <div className={styles.row}>
        <Button look="primary" disabled={save.isPending || isBackwards} onClick={() => save.mutate(draft)}>
          {words.save}
        </Button>
      </div>
    </div>
  );
}

type Hours = Calendar['week'][number][number];

function WorkDay(props: { name: string; span: Hours | undefined; onSpan: (span: Hours | null) => void }) {
  const { name, span, onSpan } = props;
  const isBad = span !== undefined && span.from >= span.to;
  return (
    <>
      <Switch
        label={words.works(name)}
        isOn={span !== undefined}
        onSwitch={(isOn) => onSpan(isOn ? USUAL : null)}
      />
      <span>{name}</span>
      <span className={styles.times}>
        {span ? (
          <>
            <input
              type="time"
              className={styles.time}
              aria-label={words.from(name)}
              aria-invalid={isBad}
              value={span.from}
              onChange={(event) => onSpan({ ...span, from: event.target.value })}
            />
            –
            <input
              type="time"
              className={styles.time}
              aria-label={words.to(name)}
              aria-invalid={isBad}
              value={span.to}
              onChange={(event) => onSpan({ ...span, to: event.target.value })}
            />
          </>
        ) : (
          <span className={styles.lead}>{words.off}</span>
        )}
      </span>
    </>
  );
}

type Holiday = Calendar['holidays'][number];

function Holidays(props: { draft: Calendar; onChange: (holidays: Holiday[]) => void }) {
  const { holidays } = props.draft;
  const [on, setOn] = useState('');
  const [name, setName] = useState('');
  const { date } = useFormat();
  const add = () => {
    const others = holidays.filter((each) => each.on !== on);
    props.onChange([...others, { on, name: name.trim() }].toSorted((a, b) => a.on.localeCompare(b.on)));
    setOn('');
    setName('');
  };
  return (
    <section className={styles.stack} aria-label={words.holidays}>
      <h3>{words.holidays}</h3>
      {holidays.length === 0 && <p className={styles.lead}>{words.noHolidays}</p>}
      <ul className={styles.holidays}>
        {holidays.map((holiday) => (
          <li key={holiday.on}>
            <time>
              {holiday.on.startsWith('--')
                ? words.yearly(date(`2000${holiday.on.slice(1)}`))
                : date(holiday.on)}
            </time>
            {holiday.name}
            <IconButton
              size="small"
              label={words.removeHoliday(holiday.name)}
              icon={<X size={14} aria-hidden="true" />}
              onClick={() => props.onChange(holidays.filter((each) => each.on !== holiday.on))}
            />
          </li>
        ))}
      </ul>
      <div className={styles.add}>
        <DateField label={words.holidayOn} value={on} onText={setOn} />
        <TextField label={words.holidayName} value={name} onText={setName} />
        <Button
          icon={<Plus size={16} aria-hidden="true" />}
          disabled={on === '' || name.trim() === ''}
          onClick={add}
        >
          {words.addHoliday}
        </Button>
      </div>
    </section>
  );
}
