import { X } from 'lucide-react';
import { type KeyboardEvent, useId, useRef } from 'react';
import type { Listed, QuotationReckoned } from '../../bridge';
import { Button, IconButton, money } from '../../kit';
import styles from './editor.module.css';
import { blankLine, type Form, filled, type LineForm, named, rated } from './form';
import { words } from './messages';

type Column = 'name' | 'quantity' | 'unit' | 'rate' | 'discount' | 'gst';

const COLUMNS: readonly { key: Column; label: string; field: string }[] = [
  { key: 'name', label: words.grid.product, field: 'name' },
  { key: 'quantity', label: words.grid.quantity, field: 'quantity' },
  { key: 'unit', label: words.grid.unit, field: 'unit' },
  { key: 'rate', label: words.grid.rate, field: 'rate_minor' },
  { key: 'discount', label: words.grid.discount, field: 'discount_bp' },
  { key: 'gst', label: words.grid.gst, field: 'gst_bp' },
];

/** The lines: Tab goes from cell to cell, Enter to the line below, and below the last one a line is added. */
export function Grid(props: {
  form: Form;
  list: readonly Listed[];
  reckoned: QuotationReckoned | undefined;
  problem: { field: string | null; message: string } | null;
  isReadOnly: boolean;
  onLines: (lines: LineForm[]) => void;
}) {
  const { form, list, reckoned, problem, isReadOnly, onLines } = props;
  const names = useId();
  const body = useRef<HTMLTableSectionElement>(null);
  const counted = filled(form);
  const focus = (row: number, column: number) =>
    requestAnimationFrame(() => body.current?.rows[row]?.querySelectorAll('input')[column]?.focus());
  const add = () => {
    const key = Math.max(-1, ...form.lines.map((line) => line.key)) + 1;
    onLines([...form.lines, blankLine(key)]);
    focus(form.lines.length, 0);
  };
  const down = (event: KeyboardEvent, row: number, column: number) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (row + 1 < form.lines.length) focus(row + 1, column);
    else if (!isReadOnly) add();
  };
  const change = (row: number, column: Column, text: string) =>
    onLines(
      form.lines.map((line, at) => {
        if (at !== row) return line;
        if (column === 'name') return named(line, text, list, form.currency);
        return column === 'rate' ? rated(line, text, list) : { ...line, [column]: text };
      }),
    );
  return (
    <div className={styles.lines}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
      <div className={styles.scroll} role="region" aria-label={words.grid.label} tabIndex={0}>
        <datalist id={names}>
          {list.map((product) => (
            <option key={product.product_id} value={product.name} />
          ))}
        </datalist>
        <table className={styles.grid} data-testid="lines">
          <thead>
            <tr>
              {COLUMNS.map(({ key, label }) => (
                <th key={key} scope="col" data-column={key}>
                  {label}
                </th>
              ))}
              <th scope="col" data-column="net">
                {words.grid.net}
              </th>
              <td />
            </tr>
          </thead>
          <tbody ref={body}>
            {form.lines.map((line, row) => {
              const at = counted.indexOf(line);
              const sum = at === -1 ? null : reckoned?.lines[at];
              return (
                <tr key={line.key}>
                  {COLUMNS.map(({ key, label, field }, column) => (
                    <td key={key} data-column={key}>
                      <input
                        aria-label={words.grid.of(label, row + 1)}
                        aria-invalid={at !== -1 && problem?.field === `lines.${at}.${field}`}
                        list={key === 'name' ? names : undefined}
                        inputMode={key === 'name' || key === 'unit' ? undefined : 'decimal'}
                        autoComplete="off"
                        readOnly={isReadOnly}
                        value={line[key]}
                        onChange={(event) => change(row, key, event.target.value)}
                        onKeyDown={(event) => down(event, row, column)}
                      />
                      {key === 'rate' && (
                        <RateNote
                          line={line}
                          list={list}
                          onTake={isReadOnly ? null : () => change(row, 'name', line.name)}
                        />
                      )}
                    </td>
                  ))}
                  <td data-column="net">{sum ? money(sum.net_minor, form.currency) : ''}</td>
                  <td>
                    {!isReadOnly && (
                      <IconButton
                        size="small"
                        label={words.grid.remove(row + 1)}
                        icon={<X size={14} aria-hidden="true" />}
                        onClick={() => onLines(form.lines.filter((each) => each !== line))}
                      />
                    )}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      {!isReadOnly && (
        <div>
          <Button size="small" onClick={add}>
            {words.grid.add}
          </Button>
        </div>
      )}
    </div>
  );
}

/** Where a rate comes from; one of the list that has moved since can be taken anew. */
function RateNote(props: { line: LineForm; list: readonly Listed[]; onTake: (() => void) | null }) {
  const { line, list, onTake } = props;
  if (line.rate === '') return null;
  if (line.price_version === null) return <small>{words.grid.hand}</small>;
  const now = list.find((product) => product.product_id === line.product_id)?.price;
  if (!now || now.version === line.price_version || !onTake) return <small>{words.grid.list}</small>;
  return (
    <button type="button" className={styles.take} onClick={onTake}>
      {words.grid.take(money(now.price_minor, now.currency))}
    </button>
  );
}
