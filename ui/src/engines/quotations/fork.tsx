import { useState } from 'react';
import { type Quotation, type QuotationLine, type Quoted, useCommand } from '../../bridge';
import { Button, Dialog, money, useFormat } from '../../kit';
import styles from './editor.module.css';
import { typedShare } from './form';
import { words } from './messages';
import list from './quotations.module.css';

/** Somebody's edition and mine, side by side, and which of them stands. */
export function Fork({ quoted, fork }: { quoted: Quoted; fork: Quotation }) {
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={list.banner} role="status" data-testid="fork">
      <strong>{words.fork.title}</strong>
      <span>{words.fork.body}</span>
      <Button size="small" onClick={() => setOpen(true)}>
        {words.fork.compare}
      </Button>
      {isOpen && <Compare quoted={quoted} fork={fork} onClose={() => setOpen(false)} />}
    </div>
  );
}

function Compare(props: { quoted: Quoted; fork: Quotation; onClose: () => void }) {
  const { quoted, fork, onClose } = props;
  const theirs = quoted.quotation;
  const { date } = useFormat();
  const settle = useCommand('quotations.settle', { onDone: onClose });
  const keep = (which: 'mine' | 'theirs') =>
    settle.mutate({ fork: fork.id, base: theirs.edition, keep: which });
  const rows = differences(theirs, fork, date);
  return (
    <Dialog
      size="wide"
      title={words.fork.compareTitle}
      description={words.fork.body}
      submit={words.fork.keepMine}
      cancel={words.cancel}
      isBusy={settle.isPending}
      extra={
        <Button disabled={settle.isPending} onClick={() => keep('theirs')}>
          {words.fork.keepTheirs}
        </Button>
      }
      onSubmit={() => keep('mine')}
      onClose={onClose}
    >
      {rows.length === 0 ? (
        <p>{words.fork.same}</p>
      ) : (
        <table className={styles.compare} data-testid="compare">
          <thead>
            <tr>
              <th scope="col">{words.fork.what}</th>
              <th scope="col">{words.fork.theirs(quoted.saved_by)}</th>
              <th scope="col">{words.fork.mine}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([name, one, other]) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td>{one || words.fork.empty}</td>
                <td>{other || words.fork.empty}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Dialog>
  );
}

function differences(
  theirs: Quotation,
  mine: Quotation,
  date: (day: string) => string,
): [string, string, string][] {
  const most = Math.max(theirs.lines.length, mine.lines.length);
  const rows: [string, string, string][] = Array.from({ length: most }, (_, at) => [
    words.fork.line(at + 1),
    lineText(theirs.lines[at], theirs.currency),
    lineText(mine.lines[at], mine.currency),
  ]);
  const day = (row: Quotation) => (row.valid_until ? date(row.valid_until) : '');
  rows.push([words.validUntil, day(theirs), day(mine)]);
  const freight = (row: Quotation) => money(row.freight_minor, row.currency);
  rows.push([words.freight, freight(theirs), freight(mine)]);
  for (const field of ['payment', 'delivery', 'place', 'packing', 'remarks'] as const) {
    rows.push([words.terms[field], theirs.terms[field], mine.terms[field]]);
  }
  const total = (row: Quotation) => money(row.total_minor, row.currency);
  rows.push([words.sums.total, total(theirs), total(mine)]);
  return rows.filter(([, one, other]) => one !== other);
}

function lineText(line: QuotationLine | undefined, currency: string): string {
  if (!line) return '';
  const discount = line.discount_bp === 0 ? '' : `, −${typedShare(line.discount_bp)}%`;
  const rate = `${money(line.rate_minor, currency)}/${line.unit}`;
  return `${line.name}, ${line.quantity} ${line.unit} at ${rate}${discount}, GST ${typedShare(line.gst_bp)}%`;
}
