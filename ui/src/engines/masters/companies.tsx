import { Building2 } from 'lucide-react';
import { useDeferredValue } from 'react';
import { type CompanyCard, useQuery } from '../../bridge';
import { Avatar, Chip, count, EmptyState, Page, Pane, SearchField } from '../../kit';
import { Answer } from '../../shell/answer';
import { useSearchBox } from '../../shell/commands';
import { setParams, usePlace } from '../../shell/router';
import styles from './companies.module.css';
import { words } from './messages';

export function Companies() {
  const text = usePlace().params.q ?? '';
  const query = useDeferredValue(text);
  const box = useSearchBox();
  const companies = useQuery('masters.companies', query, { isSticky: true });
  return (
    <Page
      title={words.title}
      sub={companies.data && count(companies.data.length)}
      tools={
        <div className={styles.find}>
          <SearchField
            ref={box}
            label={words.search}
            value={text}
            onText={(next) => setParams({ q: next }, { replace: true })}
          />
        </div>
      }
    >
      <div className={styles.body}>
        <Pane label={words.title}>
          <Answer of={companies}>
            {(rows) =>
              rows.length === 0 ? (
                <EmptyState
                  icon={<Building2 />}
                  title={query ? words.none : words.empty}
                  body={words.emptyBody}
                />
              ) : (
                <Rows rows={rows} />
              )
            }
          </Answer>
        </Pane>
      </div>
    </Page>
  );
}

function Rows({ rows }: { rows: readonly CompanyCard[] }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard
    <div className={styles.scroll} role="region" aria-label={words.title} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{words.columns.name}</th>
            <th scope="col">{words.columns.domain}</th>
            <th scope="col">{words.columns.city}</th>
            <th scope="col">{words.columns.customer}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <span className={styles.name}>
                  <Avatar name={row.name} />
                  {row.name}
                </span>
              </td>
              <td>{row.domain}</td>
              <td>{row.city}</td>
              <td>{row.is_customer && <Chip tone="good">{words.customer}</Chip>}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
