import { useDeferredValue, useState } from 'react';
import { type BoardFilter, useQuery } from '../../bridge';
import { Dialog, money, parseMoney, Select, TextField } from '../../kit';
import { setParams } from '../../shell/router';
import { enquiryWords } from '../enquiries';
import { useCompanyName } from './chips';
import styles from './filters.module.css';
import { words as all, trackLabel } from './messages';
import { DUES, PRIORITIES, paramsOf, TRACKS } from './shown';

const words = all.filters;
const ANY = 'any';

/** Everything the board can be narrowed by, at once. */
export default function FilterDialog({ filter, onClose }: { filter: BoardFilter; onClose: () => void }) {
  const [next, setNext] = useState(filter);
  const [days, setDays] = useState({ stage: numeral(filter.stage_days), flag: numeral(filter.flag_days) });
  const [value, setValue] = useState({ least: amount(filter.least_minor), most: amount(filter.most_minor) });
  const [problems, setProblems] = useState<Record<string, string>>({});
  const change = (part: Partial<BoardFilter>) => setNext((now) => ({ ...now, ...part }));
  const submit = () => {
    const read = {
      stage_days: wholeIn(days.stage),
      flag_days: wholeIn(days.flag),
      least_minor: moneyIn(value.least),
      most_minor: moneyIn(value.most),
    };
    const wrong = Object.entries(read).filter(([, found]) => found === undefined);
    if (wrong.length > 0) {
      setProblems(
        Object.fromEntries(
          wrong.map(([key]) => [key, key.endsWith('days') ? words.notDays : words.notMoney]),
        ),
      );
      return;
    }
    const numbers = Object.fromEntries(Object.entries(read).map(([key, found]) => [key, found ?? null]));
    setParams({ ...paramsOf({ ...next, ...numbers }), view: null });
    onClose();
  };
  return (
    <Dialog title={words.title} submit={words.show} cancel={words.cancel} onSubmit={submit} onClose={onClose}>
      <div className={styles.grid}>
        <Owner filter={next} onChange={change} />
        <Choose
          label={enquiryWords.priority}
          any={words.any}
          choices={PRIORITIES.map((each) => ({ value: each, label: enquiryWords.priorities[each] }))}
          value={next.priority}
          onValue={(priority) => change({ priority })}
        />
        <Company filter={next} onChange={change} />
        <Product filter={next} onChange={change} />
        <Choose
          label={words.track}
          any={words.any}
          choices={TRACKS.map((each) => ({ value: each, label: trackLabel(each) }))}
          value={next.track}
          onValue={(track) => change({ track })}
        />
        <TextField
          label={words.stageDays}
          inputMode="numeric"
          value={days.stage}
          error={problems.stage_days}
          onText={(stage) => setDays((now) => ({ ...now, stage }))}
        />
        <TextField
          label={words.flagDays}
          inputMode="numeric"
          value={days.flag}
          error={problems.flag_days}
          onText={(flag) => setDays((now) => ({ ...now, flag }))}
        />
        <TextField
          label={words.least}
          inputMode="decimal"
          value={value.least}
          error={problems.least_minor}
          onText={(least) => setValue((now) => ({ ...now, least }))}
        />
        <TextField
          label={words.most}
          inputMode="decimal"
          value={value.most}
          error={problems.most_minor}
          onText={(most) => setValue((now) => ({ ...now, most }))}
        />
        <Choose
          label={words.due}
          any={words.any}
          choices={DUES.map((each) => ({ value: each, label: words.dues[each] }))}
          value={next.due}
          onValue={(due) => change({ due })}
        />
      </div>
    </Dialog>
  );
}

interface Part {
  filter: BoardFilter;
  onChange: (part: Partial<BoardFilter>) => void;
}

function Owner({ filter, onChange }: Part) {
  const people = useQuery('people.everybody', null).data ?? [];
  const choices = [
    { value: 'me', label: words.whose.me },
    { value: 'team', label: words.whose.team },
    ...people.map(({ id, name }) => ({ value: id, label: name })),
  ];
  const choose = (value: string | null) => {
    const whose = value === 'me' || value === 'team' ? value : null;
    onChange({ whose, owner_id: whose === null ? value : null });
  };
  return (
    <Choose
      label={words.owner}
      any={words.anybody}
      choices={choices}
      value={filter.whose ?? filter.owner_id}
      onValue={choose}
    />
  );
}

/** A company is looked for by the beginning of its name; what fits is chosen from. */
function Company({ filter, onChange }: Part) {
  const [text, setText] = useState('');
  const asked = useDeferredValue(text.trim());
  const known = useCompanyName(filter.company_id);
  const found = useQuery('masters.companies', asked, { isSticky: true }).data ?? [];
  const choices = found.slice(0, 20).map(({ id, name }) => ({ value: id, label: name }));
  const chosen = filter.company_id;
  if (chosen !== null && !choices.some(({ value }) => value === chosen))
    choices.unshift({ value: chosen, label: known ?? words.company });
  return (
    <div className={styles.pair}>
      <TextField label={words.companyText} value={text} onText={setText} />
      <Choose
        label={words.company}
        any={words.any}
        choices={choices}
        value={chosen}
        onValue={(company_id) => onChange({ company_id })}
      />
    </div>
  );
}

function Product({ filter, onChange }: Part) {
  const products = useQuery('masters.products', null).data ?? [];
  const choices = products.map(({ name }) => ({ value: name, label: name }));
  if (filter.product !== null && !choices.some(({ value }) => value === filter.product))
    choices.unshift({ value: filter.product, label: filter.product });
  return (
    <Choose
      label={words.product}
      any={words.any}
      choices={choices}
      value={filter.product}
      onValue={(product) => onChange({ product })}
    />
  );
}

function Choose<V extends string>(props: {
  label: string;
  any: string;
  choices: readonly { value: V; label: string }[];
  value: V | null;
  onValue: (value: V | null) => void;
}) {
  const { label, any, choices, value, onValue } = props;
  return (
    <Select<V | typeof ANY>
      label={label}
      choices={[{ value: ANY, label: any }, ...choices]}
      value={value ?? ANY}
      onValue={(next) => onValue(next === ANY ? null : (next as V))}
    />
  );
}

const numeral = (value: number | null) => (value === null ? '' : String(value));
const amount = (minor: number | null) => (minor === null ? '' : money(minor, 'INR'));

/** What was typed; null for nothing, undefined for what is no number of days. */
function wholeIn(text: string): number | null | undefined {
  if (text.trim() === '') return null;
  return /^\d{1,4}$/.test(text.trim()) ? Number(text) : undefined;
}

function moneyIn(text: string): number | null | undefined {
  return text.trim() === '' ? null : (parseMoney(text) ?? undefined);
}
