import { Kanban, SearchX } from 'lucide-react';
import { lazy, Suspense, useDeferredValue, useMemo, useState } from 'react';
import { type BoardColumn, type BoardShown, useQuery } from '../../bridge';
import { Button, count, EmptyState, moneyShort, Page } from '../../kit';
import { Answer } from '../../shell/answer';
import { run, useHands } from '../../shell/commands';
import { usePlace } from '../../shell/router';
import styles from './card.module.css';
import { Chips, clearFilter } from './chips';
import { Columns } from './columns';
import { words } from './messages';
import { isNarrowed, shownOf } from './shown';
import { chooseDensity, chooseLanes, Tools } from './tools';
import { useFirstView } from './views';

const FilterDialog = lazy(() => import('./filters'));

export function BoardScreen() {
  const isWaiting = useFirstView();
  const { params } = usePlace();
  const { enquiry: _, tab: __, ...own } = params;
  const text = useDeferredValue(JSON.stringify(own));
  const shown = useMemo<BoardShown>(() => shownOf(JSON.parse(text)), [text]);
  const { filter } = shown;
  const columns = useQuery('board.columns', filter, { isSticky: true, isEnabled: !isWaiting });
  // Cards follow the heads: until it is known how many fit, those of before stay, and no column is asked for cards that
  // it may not have.
  const [counted, setCounted] = useState(filter);
  if (counted !== filter && !columns.isPlaceholderData) setCounted(filter);
  const currency = columns.data?.[0]?.currency ?? 'INR';
  const total = sumOf(columns.data, ({ count: cards }) => cards);
  const value = sumOf(columns.data, ({ value_minor }) => value_minor);
  const [isFiltering, setFiltering] = useState(false);
  const narrowed = Object.entries(filter).filter(([key, each]) => key !== 'query' && each !== null).length;
  useHands({
    'board.compact': () => chooseDensity('compact'),
    'board.normal': () => chooseDensity('normal'),
    'board.detailed': () => chooseDensity('detailed'),
    'board.lanes_none': shown.lanes ? () => chooseLanes(null) : null,
    'board.lanes_owner': () => chooseLanes('owner'),
    'board.lanes_priority': () => chooseLanes('priority'),
    'board.lanes_company': () => chooseLanes('company'),
    'board.lanes_track': () => chooseLanes('track'),
    'board.filter': () => setFiltering(true),
    'board.clear_filter': isNarrowed(filter) ? clearFilter : null,
    'board.add': () => run('app.add_enquiry'),
  });
  return (
    <Page
      title={words.title}
      sub={columns.data && words.totals(count(total), moneyShort(value, currency))}
      tools={<Tools query={params.q ?? ''} shown={shown} narrowed={narrowed} />}
    >
      <div className={styles.page}>
        <Chips filter={filter} currency={currency} />
        <Answer of={columns}>
          {(answer) => {
            if (total > 0)
              return <Columns columns={answer} shown={{ ...shown, filter: counted }} shut={params.shut} />;
            return isNarrowed(filter) ? (
              <EmptyState
                icon={<SearchX />}
                title={words.noFit}
                body={words.noFitBody}
                action={<Button onClick={clearFilter}>{words.showAll}</Button>}
              />
            ) : (
              <EmptyState icon={<Kanban />} title={words.empty} body={words.emptyBody} />
            );
          }}
        </Answer>
      </div>
      {isFiltering && (
        <Suspense>
          <FilterDialog filter={filter} onClose={() => setFiltering(false)} />
        </Suspense>
      )}
    </Page>
  );
}

function sumOf(columns: readonly BoardColumn[] | undefined, of: (column: BoardColumn) => number): number {
  return (columns ?? []).reduce((sum, column) => sum + of(column), 0);
}
