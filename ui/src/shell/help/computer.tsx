import { useEffect, useState } from 'react';
import { hostWindow, type Preferences, Refusal, report, useCommand, useQuery } from '../../bridge';
import { Select, Switch } from '../../kit';
import { Answer } from '../answer';
import styles from './help.module.css';
import { words } from './messages';

const said = words.computer;
const QUIETS = ['outside_work', 'between', 'never'] as const;

/** How the program behaves on this computer. What is changed holds at once. */
export default function Computer() {
  const preferences = useQuery('app.preferences', {});
  return (
    <div className={styles.stack} data-testid="computer">
      <p className={styles.lead}>{said.lead}</p>
      <Answer of={preferences}>{(answer) => <Form kept={answer} />}</Answer>
      <Autostart />
    </div>
  );
}

function Form({ kept }: { kept: Preferences }) {
  const set = useCommand('app.set_preferences');
  const change = (some: Partial<Preferences>) => set.mutate({ ...kept, ...some });
  return (
    <>
      <Row label={said.notify} isOn={kept.notify} onSwitch={(notify) => change({ notify })} />
      {kept.notify && (
        <div className={styles.under}>
          <Select
            label={said.quiet}
            choices={QUIETS.map((value) => ({ value, label: said.quiets[value] }))}
            value={kept.quiet}
            onValue={(quiet) => change({ quiet })}
          />
          {kept.quiet === 'outside_work' && <p className={styles.lead}>{said.quietBody}</p>}
          {kept.quiet === 'between' && (
            <div className={styles.row}>
              <Time
                label={said.from}
                minute={kept.quiet_from}
                onMinute={(quiet_from) => change({ quiet_from })}
              />
              <Time label={said.to} minute={kept.quiet_to} onMinute={(quiet_to) => change({ quiet_to })} />
            </div>
          )}
        </div>
      )}
      <Row
        label={said.tray}
        body={said.trayBody}
        isOn={kept.stays_in_tray}
        onSwitch={(stays_in_tray) => change({ stays_in_tray })}
      />
    </>
  );
}

/** Kept by the system, which alone knows; a browser has no such thing. */
function Autostart() {
  const [isOn, setOn] = useState<boolean | null>(null);
  const ask = (on?: boolean) =>
    hostWindow.autostart(on).then(setOn, (why) => {
      if (on !== undefined) report(Refusal.from(why));
    });
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once
  useEffect(() => void ask(), []);
  if (isOn === null) return null;
  return <Row label={said.autostart} isOn={isOn} onSwitch={(on) => void ask(on)} />;
}

function Row(props: { label: string; body?: string; isOn: boolean; onSwitch: (isOn: boolean) => void }) {
  return (
    <div className={styles.switch}>
      <Switch label={props.label} isOn={props.isOn} onSwitch={props.onSwitch} />
      <span>
        {props.label}
        {props.body && <span className={styles.lead}>{props.body}</span>}
      </span>
    </div>
  );
}

const two = (part: number) => String(part).padStart(2, '0');

function Time(props: { label: string; minute: number; onMinute: (minute: number) => void }) {
  const value = `${two(Math.floor(props.minute / 60))}:${two(props.minute % 60)}`;
  return (
    <label className={styles.time}>
      {props.label}
      <input
        type="time"
        value={value}
        onChange={({ target }) => {
          const [hours, minutes] = target.value.split(':').map(Number);
          if (hours !== undefined && minutes !== undefined) props.onMinute(60 * hours + minutes);
        }}
      />
    </label>
  );
}
