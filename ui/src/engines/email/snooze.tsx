import { AlarmClock } from 'lucide-react';
import { useRef, useState } from 'react';
import type { Instant } from '../../bridge';
import { DateField, Dialog, IconButton, instantOn, Menu, type MenuEntry, useFormat } from '../../kit';
import { hintOf, useHands, useKeySet } from '../../shell/commands';
import { words } from './messages';

const MORNING = '09:00';
const HOUR = 3_600_000;

/** Days until the next Monday; a week on a Monday. */
function toMonday(day: string): number {
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
  return (8 - weekday) % 7 || 7;
}

/** The usual times at which a mail comes back. */
function useTimes(): { key: string; label: string; until: Instant; at: string }[] {
  const { now, zone, dayAfter, time, dateTime } = useFormat();
  const three = Math.ceil((now + 3 * HOUR) / HOUR) * HOUR;
  const times = [
    { key: 'today', label: words.snoozes.today, until: new Date(three).toISOString() },
    { key: 'tomorrow', label: words.snoozes.tomorrow, until: instantOn(dayAfter(1), MORNING, zone) },
    {
      key: 'week',
      label: words.snoozes.week,
      until: instantOn(dayAfter(toMonday(dayAfter(0))), MORNING, zone),
    },
  ];
  return times.map((each) => ({
    ...each,
    at: each.key === 'week' ? dateTime(each.until) : time(each.until),
  }));
}

/** Puts mails off: to one of the usual times, each a key while the menu is open, or to a day. */
export function Snooze({ onSnooze }: { onSnooze: (until: Instant) => void }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const keys = hintOf('mail.snooze', useKeySet());
  const [isAsking, setAsking] = useState(false);
  const entries: MenuEntry[] = useTimes().map(({ key, label, until, at }, index) => ({
    key,
    label: `${label} · ${at}`,
    press: String(index + 1),
    onPick: () => onSnooze(until),
  }));
  entries.push({
    key: 'date',
    label: words.snoozes.date,
    press: String(entries.length + 1),
    isApart: true,
    onPick: () => setAsking(true),
  });
  useHands({ 'mail.snooze': () => trigger.current?.click() });
  return (
    <>
      <Menu
        heading={words.snoozes.heading}
        entries={entries}
        trigger={
          <IconButton
            ref={trigger}
            label={words.snooze}
            keys={keys}
            icon={<AlarmClock size={16} aria-hidden="true" />}
          />
        }
      />
      {isAsking && <OnADay onSnooze={onSnooze} onClose={() => setAsking(false)} />}
    </>
  );
}

function OnADay(props: { onSnooze: (until: Instant) => void; onClose: () => void }) {
  const { zone, now, dayAfter } = useFormat();
  const [day, setDay] = useState(() => dayAfter(2));
  const [error, setError] = useState<string | null>(null);
  const submit = () => {
    const until = /^\d{4}-\d{2}-\d{2}$/.test(day) ? instantOn(day, MORNING, zone) : '';
    if (until === '' || Date.parse(until) <= now) return setError(words.snoozes.past);
    props.onSnooze(until);
    props.onClose();
  };
  return (
    <Dialog
      title={words.snoozes.dateTitle}
      submit={words.snoozes.go}
      cancel={words.cancel}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <DateField
        label={words.snoozes.dateLabel}
        hint={words.snoozes.dateHint}
        error={error}
        value={day}
        min={dayAfter(1)}
        onText={(text) => {
          setError(null);
          setDay(text);
        }}
      />
    </Dialog>
  );
}
