import { useState } from 'react';
import { type Listed, useCommand, useQuery } from '../../bridge';
import { Button, Chip, DateField, Dialog, money, notify, parseMoney, TextField, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import styles from './companies.module.css';
import { words } from './messages';

/** The price list as it holds today. In an office a new price holds once the office has set it. */
export function Prices() {
  const listed = useQuery('masters.listed', null);
  const isAlone = useQuery('app.office', {}).data?.state === 'alone';
  const maySet = useQuery('masters.may_price', null).data === true;
  const asked = useAsked();
  const [setting, setSetting] = useState<Listed | null>(null);
  return (
    <Answer of={listed}>
      {(rows) => (
        <>
          <p>{isAlone ? words.prices.body : words.prices.ofOffice}</p>
          <table className={styles.table} data-testid="prices">
            <thead>
              <tr>
                <th scope="col">{words.prices.product}</th>
                <th scope="col">{words.prices.price}</th>
                {maySet && <td />}
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.product_id}>
                  <td>{row.name}</td>
                  <td>
                    {row.price
                      ? words.prices.each(money(row.price.price_minor, row.price.currency), row.unit)
                      : words.prices.none}
                    {asked.has(row.product_id) && (
                      <div>
                        <Chip tone="warn">{asked.get(row.product_id)}</Chip>
                      </div>
                    )}
                  </td>
                  {maySet && (
                    <td>
                      <Button
                        size="small"
                        aria-label={words.prices.changeOf(row.name)}
                        onClick={() => setSetting(row)}
                      >
                        {words.prices.change}
                      </Button>
                    </td>
                  )}
                </tr>
              ))}
            </tbody>
          </table>
          {setting && <PriceDialog of={setting} isAlone={isAlone} onClose={() => setSetting(null)} />}
        </>
      )}
    </Answer>
  );
}

/** What the office has been asked for and has not answered, by product. */
function useAsked(): ReadonlyMap<string, string> {
  const unsent = useQuery('app.unsent', {}).data ?? [];
  const { date } = useFormat();
  const asked = new Map<string, string>();
  for (const { command, input, state } of unsent) {
    const isWaiting = state === 'waiting' || state === 'hidden';
    if (command !== 'masters.set_price' || !isWaiting || input === null) continue;
    if (typeof input !== 'object' || Array.isArray(input)) continue;
    const { product_id, price_minor, currency, valid_from } = input;
    const price = money(Number(price_minor), String(currency));
    asked.set(String(product_id), words.prices.waiting(price, date(String(valid_from))));
  }
  return asked;
}

function PriceDialog({ of, isAlone, onClose }: { of: Listed; isAlone: boolean; onClose: () => void }) {
  const [price, setPrice] = useState('');
  const [from, setFrom] = useState('');
  const [problem, setProblem] = useState<{ field: string; message: string } | null>(null);
  const command = useCommand('masters.set_price', {
    onDone: () => {
      const said = isAlone ? words.prices.changed : words.prices.asked;
      notify({ title: said(of.name), tone: 'good' });
      onClose();
    },
    onRefused: ({ field, message }) => {
      if (!field) return false;
      setProblem({ field, message });
      return true;
    },
  });
  const submit = () => {
    const price_minor = parseMoney(price);
    if (price_minor === null) setProblem({ field: 'price_minor', message: words.prices.notMoney });
    else if (from === '') setProblem({ field: 'valid_from', message: words.prices.needed });
    else {
      const currency = of.price?.currency ?? 'INR';
      command.mutate({ product_id: of.product_id, price_minor, currency, valid_from: from, base: of.newest });
    }
  };
  const errorAt = (field: string) => (problem?.field === field ? problem.message : null);
  return (
    <Dialog
      title={words.prices.changeOf(of.name)}
      description={words.prices.changeBody}
      submit={words.prices.change}
      cancel={words.prices.cancel}
      isBusy={command.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextField
        label={words.prices.perUnit(of.unit)}
        inputMode="decimal"
        value={price}
        error={errorAt('price_minor')}
        onText={setPrice}
      />
      <DateField label={words.prices.from} value={from} error={errorAt('valid_from')} onText={setFrom} />
    </Dialog>
  );
}
