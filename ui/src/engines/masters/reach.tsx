import { Mail, Phone, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Contact, type PointKind, useCommand, useQuery, useRefused } from '../../bridge';
import { Button, Chip, Dialog, IconButton, Menu, notify, TextField } from '../../kit';
import { words } from './messages';
import styles from './reach.module.css';

const said = words.reach;

/** What a contact is reached by: the first, the others beside it, and a way to add one. */
export function Reach({ contact, kind }: { contact: Contact; kind: PointKind }) {
  const [isAdding, setAdding] = useState(false);
  const beside = useQuery('masters.points', contact.id).data ?? [];
  const others = beside.filter((point) => point.kind === kind && point.retired_at === null);
  const first = contact[kind];
  const prefer = useCommand('masters.prefer_point');
  const retire = useCommand('masters.retire_point', {
    onDone: (_, of) => notify({ title: said.retired(of.value) }),
  });
  const of = (value: string) => ({ contact_id: contact.id, kind, value });
  const gone = (value: string) => ({
    key: 'retire',
    label: said.retire,
    onPick: () => retire.mutate(of(value)),
  });
  return (
    <div className={styles.reach}>
      {first ? (
        <Value
          kind={kind}
          value={first}
          isBounced={kind === 'email' && contact.bounced_at !== null}
          entries={[gone(first)]}
        />
      ) : (
        <span className={styles.none}>{said.none}</span>
      )}
      {others.map((point) => (
        <Value
          key={point.id}
          kind={kind}
          value={point.value}
          isBounced={point.bounced_at !== null}
          entries={[
            { key: 'prefer', label: said.prefer, onPick: () => prefer.mutate(of(point.value)) },
            gone(point.value),
          ]}
        />
      ))}
      <IconButton
        size="small"
        label={said.add[kind]}
        icon={<Plus size={14} aria-hidden="true" />}
        onClick={() => setAdding(true)}
      />
      {isAdding && <Add contact={contact} kind={kind} onClose={() => setAdding(false)} />}
    </div>
  );
}

interface Entry {
  key: string;
  label: string;
  onPick: () => void;
}

const LINKS = { phone: { scheme: 'tel:', Icon: Phone }, email: { scheme: 'mailto:', Icon: Mail } };

function Value(props: { kind: PointKind; value: string; isBounced: boolean; entries: readonly Entry[] }) {
  const { scheme, Icon } = LINKS[props.kind];
  return (
    <span className={styles.one}>
      <a
        className={styles.link}
        href={`${scheme}${props.value}`}
        aria-label={said.use[props.kind](props.value)}
        title={said.use[props.kind](props.value)}
      >
        <Icon size={14} aria-hidden="true" />
      </a>
      <Menu
        heading={props.value}
        entries={props.entries}
        trigger={
          <Button look="subtle" size="small" className={styles.value}>
            {props.value}
          </Button>
        }
      />
      {props.isBounced && <Chip tone="bad">{said.bounced}</Chip>}
    </span>
  );
}

function Add({ contact, kind, onClose }: { contact: Contact; kind: PointKind; onClose: () => void }) {
  const [value, setValue] = useState('');
  const refused = useRefused(['value']);
  const add = useCommand('masters.add_point', { onDone: onClose, onRefused: refused.onRefused });
  return (
    <Dialog
      title={said.addTitle[kind](contact.name)}
      description={said.addBody}
      submit={said.add[kind]}
      cancel={said.cancel}
      isBusy={add.isPending}
      onSubmit={() => {
        refused.forget();
        add.mutate({ contact_id: contact.id, kind, value });
      }}
      onClose={onClose}
    >
      <TextField
        label={said.field[kind]}
        error={refused.at('value') ?? refused.elsewhere}
        value={value}
        onText={setValue}
        type={kind === 'phone' ? 'tel' : 'email'}
        autoComplete="off"
        autoFocus
      />
    </Dialog>
  );
}
