import { useState } from 'react';
import { type EnquiryDetail, useCommand, useQuery } from '../../bridge';
import { Dialog, Select, TextArea } from '../../kit';
import { words } from './messages';
import styles from './record.module.css';

const OVERSEE = ['manager', 'director'];

/** Whose the enquiry is. Who may give it away is asked whether they mean it: it leaves their board. */
export function Owner({ detail }: { detail: EnquiryDetail }) {
  const { enquiry } = detail;
  const me = useQuery('people.me', null).data?.me;
  const people = useQuery('people.everybody', null).data ?? [];
  const [to, setTo] = useState<string | null>(null);
  const [note, setNote] = useState('');
  const next = people.find((person) => person.id === to);
  const close = () => {
    setTo(null);
    setNote('');
  };
  const assign = useCommand('enquiries.assign', {
    onDone: close,
  });
  const mayGive = me && (me.id === enquiry.owner_id || OVERSEE.includes(me.role));
  const others = people.filter((person) => person.id !== enquiry.owner_id);
  if (!mayGive || others.length === 0) return <>{detail.owner}</>;
  const choices = [
    { value: enquiry.owner_id, label: detail.owner },
    ...others.map((person) => ({ value: person.id, label: person.name })),
  ];
  return (
    <div className={styles.owner}>
      <Select
        isBare
        label={words.facts.owner}
        choices={choices}
        value={enquiry.owner_id}
        onValue={(id) => id !== enquiry.owner_id && setTo(id)}
      />
      {next && (
        <Dialog
          title={words.giveTitle(next.name)}
          description={words.giveBody}
          submit={words.give(next.name)}
          cancel={words.cancel}
          isBusy={assign.isPending}
          onSubmit={() => assign.mutate({ id: enquiry.id, from: enquiry.owner_id, to: next.id, note })}
          onClose={close}
        >
          <TextArea label={words.giveNote} isOptional rows={3} value={note} onText={setNote} />
        </Dialog>
      )}
    </div>
  );
}
