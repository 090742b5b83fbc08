import { CalendarClock, Clock } from 'lucide-react';
import { useState } from 'react';
import type { Instant } from '../../../bridge';
import { DateField, Dialog, IconButton, instantOn, Menu, TextField, useFormat } from '../../../kit';
import { words } from './messages';

const { later } = words;

/** When a mail is to leave, beside at once. */
export function Later({ isDisabled, onSend }: { isDisabled: boolean; onSend: (at: Instant) => void }) {
  const { now, zone, dayAfter } = useFormat();
  const [isPicking, setPicking] = useState(false);
  const morning = (day: string) => instantOn(day, '09:00', zone);
  const today = dayAfter(0);
  const weekday = new Date(`${today}T00:00:00Z`).getUTCDay();
  const untilMonday = (8 - weekday) % 7 || 7;
  const icon = <Clock size={16} aria-hidden="true" />;
  return (
    <>
      <Menu
        heading={words.sendLater}
        entries={[
          {
            key: 'hour',
            label: later.hour,
            icon,
            onPick: () => onSend(new Date(now + 3_600_000).toISOString()),
          },
          { key: 'tomorrow', label: later.tomorrow, icon, onPick: () => onSend(morning(dayAfter(1))) },
          { key: 'monday', label: later.monday, icon, onPick: () => onSend(morning(dayAfter(untilMonday))) },
          { key: 'pick', label: later.pick, icon, isApart: true, onPick: () => setPicking(true) },
        ]}
        trigger={
          <IconButton
            label={words.sendLater}
            icon={<CalendarClock size={16} aria-hidden="true" />}
            disabled={isDisabled}
          />
        }
      />
      {isPicking && (
        <Pick
          first={dayAfter(1)}
          zone={zone}
          now={now}
          onClose={() => setPicking(false)}
          onPick={(at) => {
            setPicking(false);
            onSend(at);
          }}
        />
      )}
    </>
  );
}

function Pick(props: {
  first: string;
  zone: string;
  now: number;
  onPick: (at: Instant) => void;
  onClose: () => void;
}) {
  const [day, setDay] = useState(props.first);
  const [time, setTime] = useState('09:00');
  const [isWrong, setWrong] = useState(false);
  const submit = () => {
    const at = instantOn(day, time, props.zone);
    if (at !== '' && Date.parse(at) > props.now) props.onPick(at);
    else setWrong(true);
  };
  return (
    <Dialog
      title={later.title}
      submit={later.go}
      cancel={words.cancel}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <DateField label={later.day} value={day} onText={setDay} error={isWrong ? later.needed : null} />
      <TextField label={later.time} type="time" value={time} onText={setTime} />
    </Dialog>
  );
}
