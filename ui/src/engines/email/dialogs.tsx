import { useQueries } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import { type Id, type MailDetail, type Priority, queryOf, useCommand, useQuery } from '../../bridge';
import { Dialog, SearchField, Select, TextField } from '../../kit';
import styles from './inbox.module.css';
import { words } from './messages';
import { prefill } from './verdict';

interface Found {
  id: Id;
  title: string;
  company: string;
  stage: string;
}

const EACH = 5;

/** Enquiries by what is typed; before anything is typed, those the mail may belong to. */
function useFound(detail: MailDetail, text: string): Found[] {
  const query = useDeferredValue(text).trim();
  const stages = useQuery('enquiries.stages', {}).data ?? [];
  const windows = useQueries({
    queries: stages.map((stage) => ({
      ...queryOf('board.window', {
        pipeline: 'enquiries',
        owner_id: null,
        priority: null,
        query,
        column: stage.key,
        offset: 0,
        limit: EACH,
      }),
      enabled: query !== '',
    })),
  });
  if (query === '') {
    return detail.suggestions.map(({ enquiry_id, title, company, stage }) => ({
      id: enquiry_id,
      title,
      company,
      stage,
    }));
  }
  return windows.flatMap((window, at) =>
    (window.data?.cards ?? []).map((card) => ({
      id: card.enquiry_id,
      title: card.title,
      company: card.company,
      stage: stages[at]?.label ?? '',
    })),
  );
}

export function LinkDialog(props: { detail: MailDetail; onLink: (id: Id) => void; onClose: () => void }) {
  const [text, setText] = useState('');
  const [picked, setPicked] = useState<Id | null>(null);
  const found = useFound(props.detail, text);
  const chosen = found.find((each) => each.id === picked) ?? found[0];
  const submit = () => {
    if (!chosen) return;
    props.onLink(chosen.id);
    props.onClose();
  };
  return (
    <Dialog
      title={words.linkTitle}
      submit={words.linkGo}
      cancel={words.cancel}
      isBusy={!chosen}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <SearchField label={words.linkSearch} value={text} onText={setText} />
      <div className={styles.results} data-testid="link-results">
        {found.length === 0 && <p className={styles.people}>{words.linkNone}</p>}
        {found.map((each) => (
          <button
            key={each.id}
            type="button"
            className={styles.item}
            aria-pressed={each.id === chosen?.id}
            onClick={() => setPicked(each.id)}
          >
            {each.title}
            <small>{`${each.company} · ${each.stage}`}</small>
          </button>
        ))}
      </div>
    </Dialog>
  );
}

const PRIORITIES: readonly { value: Priority; label: string }[] = [
  { value: 'high', label: 'High' },
  { value: 'medium', label: 'Medium' },
  { value: 'low', label: 'Low' },
];

/** A new enquiry, begun with what the mail names. */
export function OpenEnquiryDialog(props: { detail: MailDetail; onDone: () => void; onClose: () => void }) {
  const [form, setForm] = useState(() => ({ ...prefill(props.detail), priority: 'medium' as Priority }));
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const open = useCommand('email.open_enquiry', {
    onDone: () => {
      props.onClose();
      props.onDone();
    },
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null || !(field in form)) return false;
      setProblem({ field, message });
      return true;
    },
  });
  const submit = () => {
    const field = form.title.trim() === '' ? 'title' : form.product.trim() === '' ? 'product' : null;
    if (field) setProblem({ field, message: words.fields.needed });
    else open.mutate({ id: props.detail.row.id, ...form });
  };
  const field = (name: 'title' | 'product' | 'quantity' | 'unit') => ({
    label: words.fields[name],
    value: form[name],
    error: problem?.field === name ? problem.message : null,
    onText: (text: string) => {
      setProblem(null);
      setForm((now) => ({ ...now, [name]: text }));
    },
  });
  return (
    <Dialog
      title={words.enquiryTitle}
      submit={words.enquiryGo}
      cancel={words.cancel}
      isBusy={open.isPending}
      onSubmit={submit}
      onClose={props.onClose}
    >
      <TextField {...field('title')} />
      <TextField {...field('product')} />
      <div className={styles.two}>
        <TextField {...field('quantity')} inputMode="decimal" />
        <TextField {...field('unit')} />
      </div>
      <Select
        label={words.fields.priority}
        choices={PRIORITIES}
        value={form.priority}
        onValue={(priority) => setForm((now) => ({ ...now, priority }))}
      />
    </Dialog>
  );
}
