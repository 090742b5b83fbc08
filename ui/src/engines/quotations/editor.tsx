import { useDeferredValue, useMemo, useState } from 'react';
import { type QuotationReckoned, type Quoted, useCommand, useQuery } from '../../bridge';
import { DateField, Dialog, money, notify, TextArea, TextField } from '../../kit';
import styles from './editor.module.css';
import { contentOf, type Form, formOf } from './form';
import { Grid } from './grid';
import { words } from './messages';

const TERMS = ['payment', 'delivery', 'place', 'packing'] as const;

type Problem = { field: string | null; message: string };

/** A quotation being written, or read when it is out. What it comes to is the host's to say. */
export function Editor(props: { quoted: Quoted; isReadOnly: boolean; onClose: () => void }) {
  const { quoted, onClose } = props;
  const { quotation } = quoted;
  // What is being written is saved, beside the quotation if need be, although somebody sends it meanwhile.
  const [isReadOnly] = useState(props.isReadOnly);
  // What was read when it was opened is what is saved over, whoever saves meanwhile.
  const [base] = useState(quotation.edition);
  const [form, setForm] = useState(() => formOf(quotation));
  const [problem, setProblem] = useState<Problem | null>(null);
  const content = useMemo(() => contentOf(form), [form]);
  const list = useQuery('masters.listed', null).data ?? [];
  const reckoned = useQuery('quotations.reckon', useDeferredValue(content), { isSticky: true }).data;
  const save = useCommand('quotations.save', {
    onDone: ({ is_fork }) => {
      if (is_fork) notify({ title: words.kept, tone: 'plain' });
      onClose();
    },
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid') return false;
      setProblem({ field, message });
      return true;
    },
  });
  const change = (part: Partial<Form>) => {
    setProblem(null);
    setForm((now) => ({ ...now, ...part }));
  };
  const errorAt = (field: string) => (problem?.field === field ? problem.message : null);
  const submit = () => {
    if (isReadOnly) onClose();
    else save.mutate({ id: quotation.id, base, content });
  };
  return (
    <Dialog
      size="wide"
      title={words.editTitle(quoted.label ?? words.draft.toLowerCase())}
      submit={isReadOnly ? words.close : words.save}
      cancel={isReadOnly ? null : words.cancel}
      isBusy={save.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <Grid
        form={form}
        list={list}
        reckoned={reckoned}
        problem={problem}
        isReadOnly={isReadOnly}
        onLines={(lines) => change({ lines })}
      />
      {problem?.field?.startsWith('lines') && (
        <p className={styles.problem} role="alert">
          {problem.message}
        </p>
      )}
      <div className={styles.below}>
        <div className={styles.fields}>
          <DateField
            label={words.validUntil}
            value={form.validUntil}
            error={errorAt('valid_until')}
            readOnly={isReadOnly}
            onText={(validUntil) => change({ validUntil })}
          />
          <TextField
            label={words.freight}
            inputMode="decimal"
            value={form.freight}
            error={errorAt('freight_minor')}
            readOnly={isReadOnly}
            onText={(freight) => change({ freight })}
          />
          {TERMS.map((field) => (
            <TextField
              key={field}
              label={words.terms[field]}
              value={form.terms[field]}
              error={errorAt(`terms.${field}`)}
              readOnly={isReadOnly}
              onText={(text) => change({ terms: { ...form.terms, [field]: text } })}
            />
          ))}
          <div className={styles.whole}>
            <TextArea
              label={words.terms.remarks}
              value={form.terms.remarks}
              error={errorAt('terms.remarks')}
              readOnly={isReadOnly}
              onText={(remarks) => change({ terms: { ...form.terms, remarks } })}
            />
          </div>
        </div>
        {reckoned && <Sums reckoned={reckoned} currency={form.currency} freight={content.freight_minor} />}
      </div>
    </Dialog>
  );
}

function Sums(props: { reckoned: QuotationReckoned; currency: string; freight: number }) {
  const { reckoned, currency, freight } = props;
  const rows: [string, number][] = [
    [words.sums.net, reckoned.net_minor],
    [words.sums.tax, reckoned.tax_minor],
    [words.sums.freight, Math.max(0, freight)],
    [words.sums.total, reckoned.total_minor],
  ];
  return (
    <dl className={styles.sums} data-testid="sums" aria-live="polite">
      {rows.map(([name, minor]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{money(minor, currency)}</dd>
        </div>
      ))}
    </dl>
  );
}
