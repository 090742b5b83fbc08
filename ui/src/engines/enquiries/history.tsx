import { History as Clock } from 'lucide-react';
import { type Id, type QueryOutput, useQuery } from '../../bridge';
import { EmptyState, money, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import styles from './history.module.css';
import { words as all } from './messages';

const words = all.history;
type Alteration = QueryOutput<'enquiries.history'>[number];

/** Every fact of an enquiry that was changed: what it was, what it became, who and when. */
export function History({ id, currency }: { id: Id; currency: string }) {
  const history = useQuery('enquiries.history', id);
  return (
    <Answer of={history}>
      {(alterations) =>
        alterations.length === 0 ? (
          <EmptyState icon={<Clock />} title={words.empty} body={words.emptyBody} />
        ) : (
          <Table alterations={alterations} currency={currency} />
        )
      }
    </Answer>
  );
}

function Table({ alterations, currency }: { alterations: readonly Alteration[]; currency: string }) {
  const { dateTime } = useFormat();
  const read = useReading(currency);
  return (
    <table className={styles.table} aria-label={words.title} data-testid="history">
      <thead>
        <tr>
          <th scope="col">{words.field}</th>
          <th scope="col">{words.old}</th>
          <th scope="col">{words.new}</th>
          <th scope="col">{words.who}</th>
          <th scope="col">{words.when}</th>
        </tr>
      </thead>
      <tbody>
        {alterations.map((each) => (
          <tr key={`${each.at} ${each.field} ${JSON.stringify(each.new)}`}>
            <th scope="row">{nameOf(each.field)}</th>
            <td>{read(each.field, each.old)}</td>
            <td>{read(each.field, each.new)}</td>
            <td>
              {each.who ?? words.office}
              {each.command === 'desk.undo' && ` ${words.undone}`}
            </td>
            <td>{each.is_exact ? dateTime(each.at) : words.by(dateTime(each.at))}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const FIELDS: Readonly<Record<string, string>> = words.fields;
const nameOf = (field: string) => FIELDS[field] ?? field.replaceAll('_', ' ');

/** A value as the record shows it. */
function useReading(currency: string): (field: string, value: unknown) => string {
  const stages = useQuery('enquiries.stages', null).data ?? [];
  const people = useQuery('people.everybody', null).data ?? [];
  const { date, dateTime } = useFormat();
  return (field, value) => {
    if (value === null || value === undefined || value === '') return words.nothing;
    if (typeof value === 'number') {
      return field.endsWith('_minor') ? money(value, currency) : String(value);
    }
    const text = typeof value === 'string' ? value : JSON.stringify(value);
    if (field === 'stage') return stages.find((stage) => stage.key === text)?.label ?? text;
    if (field === 'owner_id') return people.find((person) => person.id === text)?.name ?? text;
    if (field === 'priority') return PRIORITIES[text] ?? text;
    if (/^\d{4}-\d{2}-\d{2}$/.test(text)) return date(text);
    return /^\d{4}-\d{2}-\d{2}T/.test(text) ? dateTime(text) : text;
  };
}

const PRIORITIES: Readonly<Record<string, string>> = all.priorities;
