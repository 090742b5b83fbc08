import { AlarmClock } from 'lucide-react';
import { useRef } from 'react';
import { type Instant, type TodayRow, useCommand } from '../../bridge';
import { Button, instantOn, Menu, useFormat } from '../../kit';
import { useHands } from '../../shell/commands';
import { words } from './messages';

export interface Later {
  key: string;
  label: string;
  until: Instant;
}

/** The usual times to put something off to; those that are past are left out. */
export function useLater(): Later[] {
  const { now, zone, dayAfter } = useFormat();
  const at = (days: number, time: string) => instantOn(dayAfter(days), time, zone);
  const times = [
    { key: 'hour', label: words.snoozes.hour, until: new Date(now + 3_600_000).toISOString() },
    { key: 'afternoon', label: words.snoozes.afternoon, until: at(0, '15:00') },
    { key: 'tomorrow', label: words.snoozes.tomorrow, until: at(1, '10:00') },
    { key: 'week', label: words.snoozes.week, until: at(7, '10:00') },
  ];
  return times.filter(({ until }) => Date.parse(until) > now);
}

/** Puts one follow-up off. */
export function Snooze({ row, onDone }: { row: TodayRow; onDone: () => void }) {
  const trigger = useRef<HTMLButtonElement>(null);
  const snooze = useCommand('followups.snooze', { onDone });
  const entries = useLater().map(({ key, label, until }) => ({
    key,
    label,
    onPick: () => snooze.mutate({ task_id: row.task_id, until }),
  }));
  useHands({ 'today.snooze': () => trigger.current?.click() });
  return (
    <Menu
      entries={entries}
      trigger={
        <Button ref={trigger} icon={<AlarmClock size={16} aria-hidden="true" />}>
          {words.snooze}
        </Button>
      }
    />
  );
}
