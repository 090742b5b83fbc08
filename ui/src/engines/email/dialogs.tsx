import { useDeferredValue, useState } from 'react';
import { type Found, type Id, type MailDetail, useCommand, useQuery } from '../../bridge';
import { Dialog, SearchField, TextField } from '../../kit';
import styles from './inbox.module.css';
import { words } from './messages';
import { prefill } from './verdict';

/** Enquiries by what is typed; before anything is typed, those of the sender's company, else the newest. */
function useFound(detail: MailDetail, text: string): Found[] {
  const typed = useDeferredValue(text).trim();
  const asked =
    typed === '' ? { company_id: detail.row.company_id, query: null } : { company_id: null, query: typed };
  return useQuery('enquiries.find', asked, { isSticky: true }).data ?? [];
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

/** A new enquiry, begun with what the mail names. */
export function OpenEnquiryDialog(props: { detail: MailDetail; onDone: () => void; onClose: () => void }) {
  const [form, setForm] = useState(() => prefill(props.detail));
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
    </Dialog>
  );
}
