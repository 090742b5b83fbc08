import { type KeyboardEvent, useDeferredValue, useId, useState } from 'react';
import { ask, type Heard, type HeardFit, type Id, Refusal, report, tell, useQuery } from '../../bridge';
import { Button, Chip, Kbd, notify, Overlay } from '../../kit';
import { openRecord } from '../../shell/router';
import { words as all } from './messages';
import styles from './quick.module.css';

const words = all.quick;

/** One line from which an enquiry is opened: who asks, and what for. */
export function QuickAdd({ onClosed }: { onClosed: () => void }) {
  return (
    <Overlay title={words.title} closeLabel={words.close} place="top" onClosed={onClosed}>
      {(close) => <Add onDone={() => close()} />}
    </Overlay>
  );
}

/** Whom it is about: somebody who is known, or who was said. */
type Who = { key: string; label: string; detail: string; isCustomer: boolean; fit: HeardFit | null };

function Add({ onDone }: { onDone: () => void }) {
  const id = useId();
  const [line, setLine] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const asked = useDeferredValue(line.trim());
  const heard = useQuery('enquiries.hear', asked, { isEnabled: asked !== '', isSticky: true }).data;
  const answer = asked === '' ? undefined : heard;
  const choices = answer ? whos(answer) : [];
  const at = Math.max(
    0,
    choices.findIndex(({ key }) => key === chosen),
  );
  const who = choices[at];
  const add = async (isAnother: boolean) => {
    if (isBusy) return;
    setBusy(true);
    try {
      // What is on its way may be about what was typed before: what is opened is what stands in the line.
      const input = await inputOf(line.trim(), who?.fit ?? null, chosen !== null);
      const opened = await tell('enquiries.quick_add', input);
      told(opened, input.title);
      if (isAnother) {
        setLine('');
        setChosen(null);
      } else onDone();
    } catch (thrown) {
      const refusal = Refusal.from(thrown);
      if (refusal.code === 'Broken') report(refusal);
      else setProblem(refusal.message);
    } finally {
      setBusy(false);
    }
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0) setChosen(choices[Math.min(choices.length - 1, Math.max(0, at + by))]?.key ?? null);
    else if (event.key === 'Enter') void add(event.ctrlKey || event.metaKey);
    else return;
    event.preventDefault();
  };
  return (
    <div className={styles.add}>
      <input
        // biome-ignore lint/a11y/noAutofocus: the line is what the window was opened for
        autoFocus
        className={styles.line}
        role="combobox"
        aria-label={words.line}
        aria-expanded={choices.length > 0}
        aria-controls={`${id}-who`}
        aria-activedescendant={who ? `${id}-${who.key}` : undefined}
        aria-describedby={`${id}-help`}
        aria-invalid={problem !== null}
        placeholder={words.placeholder}
        tabIndex={0}
        value={line}
        onChange={(event) => {
          setLine(event.target.value);
          setChosen(null);
          setProblem(null);
        }}
        onKeyDown={onKeyDown}
      />
      <p
        id={`${id}-help`}
        className={problem ? styles.problem : styles.help}
        role={problem ? 'alert' : undefined}
      >
        {problem ?? words.help}
      </p>
      <div
        id={`${id}-who`}
        role="listbox"
        aria-label={words.who}
        className={styles.who}
        hidden={choices.length === 0}
        data-testid="quick-who"
      >
        {choices.map((choice, index) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the line answers the keys
          <div
            key={choice.key}
            id={`${id}-${choice.key}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={styles.choice}
            onClick={() => setChosen(choice.key)}
          >
            <span>{choice.label}</span>
            <span className={styles.detail}>{choice.detail}</span>
            {choice.isCustomer && <Chip tone="good">{words.customer}</Chip>}
          </div>
        ))}
      </div>
      {answer && <Understood heard={answer} />}
      <div className={styles.actions}>
        <span className={styles.help}>{words.keys}</span>
        <Button disabled={isBusy || line.trim() === ''} onClick={() => void add(true)}>
          {words.openAnother} <Kbd>Ctrl+Enter</Kbd>
        </Button>
        <Button look="primary" disabled={isBusy || line.trim() === ''} onClick={() => void add(false)}>
          {words.open}
        </Button>
      </div>
    </div>
  );
}

function told(id: Id, title: string): void {
  notify({
    title: words.added(title),
    tone: 'good',
    action: { label: words.show, onPick: () => openRecord(id) },
  });
}

/** Those who fit, and whoever was said as somebody new. One whose name was written out is meant, and so comes first. */
function whos({ company, said, fits }: Heard): Who[] {
  const known = fits.map(
    (fit): Who => ({
      key: `${fit.company_id}-${fit.contact_id ?? ''}`,
      label: fit.contact === null ? fit.company : `${fit.contact}, ${fit.company}`,
      detail: fit.city ?? '',
      isCustomer: fit.is_customer,
      fit,
    }),
  );
  if (company === null) return known;
  const asNew: Who = { key: 'new', label: words.asNew(company), detail: '', isCustomer: false, fit: null };
  return isSure(said, fits) ? [...known, asNew] : [asNew, ...known];
}

/** An address or a number that is known, or a company whose name is just that, is who was meant. */
function isSure(said: Heard['said'], [first]: readonly HeardFit[]): boolean {
  if (!first) return false;
  if (said.company === null) return true;
  const [wanted, name] = [said.company.toLowerCase(), first.company.toLowerCase()];
  return name === wanted || name.startsWith(`${wanted} `) || wanted.startsWith(`${name} `);
}

async function inputOf(line: string, fit: HeardFit | null, isChosen: boolean) {
  const heard = await ask('enquiries.hear', line);
  const { said } = heard;
  const first = whos(heard)[0]?.fit ?? null;
  const who = isChosen ? fit : first;
  return {
    company_id: who?.company_id ?? null,
    contact_id: who?.contact_id ?? null,
    company: heard.company ?? '',
    contact: heard.contact,
    email: said.email,
    phone: said.phone,
    title: heard.title ?? '',
    product: said.product,
    quantity: said.quantity,
    unit: said.unit,
    note: said.rest.length > 0 ? line : '',
  };
}

/** What was taken for what: read before Enter is pressed, and read aloud. */
function Understood({ heard }: { heard: Heard }) {
  const { said } = heard;
  const quantity = [said.quantity, said.unit].filter(Boolean).join(' ');
  const parts = [
    [words.parts.title, heard.title],
    [words.parts.contact, heard.contact],
    [words.parts.phone, said.phone],
    [words.parts.email, said.email],
    [words.parts.product, said.product],
    [words.parts.quantity, quantity],
    [words.parts.rest, said.rest.join(', ')],
  ].filter((pair): pair is [string, string] => Boolean(pair[1]));
  return (
    <dl className={styles.parts} aria-label={words.heard} data-testid="heard">
      {parts.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
