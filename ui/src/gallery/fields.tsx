import { useState } from 'react';
import { Checkbox, DateField, SearchField, Select, Switch, Tabs, TextArea, TextField } from '../kit';
import styles from './gallery.module.css';

const STATES = [
  { name: 'plain', props: {} },
  { name: 'with a hint', props: { hint: 'What to write, in a line' } },
  { name: 'optional', props: { isOptional: true } },
  { name: 'wrong', props: { error: 'This is no amount: write 1,25,000 or 4.5 L' } },
] as const;

export function Fields() {
  const [text, setText] = useState('Some text');
  return (
    <div className={styles.grid}>
      {STATES.map(({ name, props }) => (
        <TextField key={name} label={`TextField, ${name}`} value={text} onText={setText} {...props} />
      ))}
      <TextField label="TextField, off" value={text} onText={setText} disabled />
      {STATES.map(({ name, props }) => (
        <TextArea key={name} label={`TextArea, ${name}`} value={text} onText={setText} {...props} />
      ))}
      <DateField label="DateField" value="2026-11-24" onText={() => {}} />
      <DateField label="DateField, wrong" error="Choose a day that lies ahead" value="" onText={() => {}} />
      <SearchField label="SearchField" value="" onText={() => {}} />
      <SearchField label="SearchField, used" value={text} onText={setText} />
    </div>
  );
}

const CHOICES = ['One', 'Another', 'A choice whose name is longer than the box that shows it'].map(
  (label) => ({
    value: label,
    label,
  }),
);
const TABS = [
  { key: 'one', label: 'One' },
  { key: 'two', label: 'Another' },
] as const;

export function Choices() {
  const [choice, setChoice] = useState<string | null>('One');
  const [isOn, setOn] = useState(true);
  const [tab, setTab] = useState<(typeof TABS)[number]['key']>('one');
  return (
    <>
      <div className={styles.grid}>
        <Select label="Select" choices={CHOICES} value={choice} onValue={setChoice} />
        <Select
          label="Select, none"
          placeholder="Choose one"
          choices={CHOICES}
          value={null}
          onValue={setChoice}
        />
        <Select label="Select, wrong" error="Choose one" choices={CHOICES} value={null} onValue={setChoice} />
        <Select
          label="Select, long"
          choices={CHOICES}
          value={CHOICES[2]?.value ?? null}
          onValue={setChoice}
        />
      </div>
      <div className={styles.line}>
        <Checkbox label="Ticked" isOn={isOn} onTick={setOn} />
        <Checkbox label="Partly ticked" isOn={false} isPartly onTick={setOn} />
        <Checkbox label="Not ticked" isOn={!isOn} onTick={() => setOn(!isOn)} />
        <Switch label="Switched on" isOn={isOn} onSwitch={setOn} />
        <Switch label="Switched off" isOn={!isOn} onSwitch={() => setOn(!isOn)} />
      </div>
      <Tabs label="Tabs" entries={TABS} chosen={tab} panelId="gallery-tab" onChoose={setTab} />
      <div id="gallery-tab" role="tabpanel" aria-label={tab} className={styles.fill}>
        {tab}
      </div>
    </>
  );
}
