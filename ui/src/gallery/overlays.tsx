import { Archive, Mail } from 'lucide-react';
import { useState } from 'react';
import { AskDialog, Button, Dialog, Finder, Menu, Overlay, TextField } from '../kit';
import styles from './gallery.module.css';

const ENTRIES = [
  { key: 'one', label: 'One', hint: 'Ctrl+1', icon: <Mail size={16} aria-hidden="true" />, onPick: () => {} },
  { key: 'off', label: 'Not now', isDisabled: true, onPick: () => {} },
  { key: 'apart', label: 'Of another kind', isApart: true, onPick: () => {} },
];
const ASKED = [
  { field: 'price', label: 'Price', kind: 'money', choices: [], is_optional: false },
  { field: 'on', label: 'Day', kind: 'date', choices: [], is_optional: true },
  { field: 'why', label: 'Why', kind: 'choice', choices: ['One', 'Another'], is_optional: false },
] as const;
const WORDS = {
  required: 'Fill this in to go on',
  notMoney: 'Write an amount, for example 1,25,000',
  notNumber: 'Write a number',
  choose: 'Choose one',
};

type Open = 'dialog' | 'danger' | 'ask' | 'overlay' | 'finder' | null;

export function Overlays() {
  const [open, setOpen] = useState<Open>(null);
  const close = () => setOpen(null);
  const way = (which: Open, label: string) => <Button onClick={() => setOpen(which)}>{label}</Button>;
  return (
    <div className={styles.line}>
      <Menu heading="Heading" entries={ENTRIES} trigger={<Button>Menu</Button>} />
      {way('dialog', 'Dialog')}
      {way('danger', 'Dialog, dangerous and busy')}
      {way('ask', 'AskDialog')}
      {way('overlay', 'Overlay')}
      {way('finder', 'Finder')}
      {open === 'dialog' && <Asking onClose={close} />}
      {open === 'danger' && (
        <Dialog
          title="Take it away?"
          submit="Take away"
          cancel="Cancel"
          look="danger"
          isBusy
          onSubmit={close}
          onClose={close}
        />
      )}
      {open === 'ask' && (
        <AskDialog
          title="AskDialog"
          submit="Go on"
          cancel="Cancel"
          words={WORDS}
          questions={ASKED}
          refused={{ field: 'price', message: 'Nobody sells at that price' }}
          onAnswer={close}
          onClose={close}
        />
      )}
      {open === 'overlay' && (
        <Overlay title="Overlay" closeLabel="Close" onClosed={close}>
          {(shut) => <Button onClick={() => shut()}>Close it from inside</Button>}
        </Overlay>
      )}
      {open === 'finder' && <Finding onClosed={close} />}
    </div>
  );
}

function Asking({ onClose }: { onClose: () => void }) {
  const [text, setText] = useState('');
  return (
    <Dialog
      title="Dialog"
      description="What it is about, in a sentence or two."
      submit="Go on"
      cancel="Cancel"
      onSubmit={onClose}
      onClose={onClose}
    >
      <TextField label="Something" value={text} onText={setText} />
    </Dialog>
  );
}

function Finding({ onClosed }: { onClosed: () => void }) {
  const [text, setText] = useState('');
  return (
    <Overlay title="Finder" closeLabel="Close" place="top" isBare onClosed={onClosed}>
      {(close) => {
        const items = ['Archive', 'Archive everything that is older than this']
          .filter((label) => label.toLowerCase().includes(text.toLowerCase()))
          .map((label) => ({
            key: label,
            label,
            detail: 'What tells it from others',
            icon: <Archive size={16} aria-hidden="true" />,
            keys: 'E',
            onPick: () => close(),
          }));
        return (
          <Finder
            label="Finder"
            placeholder="Type here"
            text={text}
            groups={items.length > 0 ? [{ value: 'Group', items }] : []}
            status={items.length > 0 ? `${items.length} entries` : 'Nothing is called that'}
            isEmpty={items.length === 0}
            onText={setText}
          />
        );
      }}
    </Overlay>
  );
}
