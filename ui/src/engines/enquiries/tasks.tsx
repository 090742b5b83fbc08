import { CircleCheck, Plus } from 'lucide-react';
import { useState } from 'react';
import { type Id, type OfEnquiry, useCommand, useQuery, useRefused } from '../../bridge';
import { Button, DateField, Dialog, IconButton, instantOn, TextField, useFormat } from '../../kit';
import { useHands } from '../../shell/commands';
import { CompleteDialog } from '../followups';
import { words as all } from './messages';
import styles from './record.module.css';

const words = all.tasks;
type Task = OfEnquiry['tasks'][number];

/** What is still to be done on an enquiry, the soonest first. */
export function Tasks({ id }: { id: Id }) {
  const plan = useQuery('followups.of_enquiry', id).data;
  const { when, now } = useFormat();
  const [done, setDone] = useState<Task | null>(null);
  const [isAdding, setAdding] = useState(false);
  useHands({ 'record.task': () => setAdding(true) });
  const open = plan?.tasks.filter((task) => task.done_at === null) ?? [];
  return (
    <section className={styles.box} aria-label={words.title} data-testid="tasks">
      <header className={styles.row}>
        <h3>{words.title}</h3>
        <IconButton
          className={styles.push}
          size="small"
          label={words.add}
          icon={<Plus size={14} aria-hidden="true" />}
          onClick={() => setAdding(true)}
        />
      </header>
      {open.length === 0 && <p className={styles.none}>{words.none}</p>}
      {open.map((task) => (
        <div key={task.id} className={styles.row}>
          <span className={styles.grow}>{task.title}</span>
          <span className={styles.when} data-tone={Date.parse(task.due_at) < now ? 'bad' : undefined}>
            {when(task.due_at)}
          </span>
          <Button
            size="small"
            icon={<CircleCheck size={14} aria-hidden="true" />}
            aria-label={words.doneOf(task.title)}
            onClick={() => setDone(task)}
          >
            {words.done}
          </Button>
        </div>
      ))}
      {done && <CompleteDialog task={done.id} title={done.title} onClose={() => setDone(null)} />}
      {isAdding && <Add id={id} onClose={() => setAdding(false)} />}
    </section>
  );
}

function Add({ id, onClose }: { id: Id; onClose: () => void }) {
  const { dayAfter, zone } = useFormat();
  const [title, setTitle] = useState('');
  const [day, setDay] = useState(() => dayAfter(1));
  const refused = useRefused(['title', 'due_at']);
  const remind = useCommand('followups.remind', { onDone: onClose, onRefused: refused.onRefused });
  const [isBare, setBare] = useState(false);
  const submit = () => {
    setBare(title.trim() === '' || day === '');
    if (title.trim() === '' || day === '') return;
    remind.mutate({ enquiry_id: id, title: title.trim(), due_at: instantOn(day, '10:00', zone) });
  };
  return (
    <Dialog
      title={words.add}
      submit={words.save}
      cancel={all.cancel}
      isBusy={remind.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={words.what}
        error={isBare && title.trim() === '' ? words.needed : (refused.at('title') ?? refused.elsewhere)}
        value={title}
        onText={setTitle}
        autoFocus
      />
      <DateField
        label={words.when}
        error={isBare && day === '' ? words.dayNeeded : refused.at('due_at')}
        value={day}
        onText={setDay}
      />
    </Dialog>
  );
}
