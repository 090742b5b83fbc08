import { MousePointerClick } from 'lucide-react';
import { useDeferredValue, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import { type AppStatus, type Folder, type Id, useQuery } from '../../bridge';
import { Badge, count, EmptyState, Page, Pane, SearchField, SplitPane, Tabs, useWindow } from '../../kit';
import { useHands, useSearchBox } from '../../shell/commands';
import { go, setParams, usePlace } from '../../shell/router';
import styles from './inbox.module.css';
import { LIST_ID, MailList, ROW } from './list';
import { folders, words } from './messages';
import { Reading } from './reading';
import { indexOf, type ListFilter, useRows } from './rows';

const FOLDERS = Object.keys(folders) as Folder[];
const NARROW = window.matchMedia('(max-width: 860px)');

function useIsNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      NARROW.addEventListener('change', listener);
      return () => NARROW.removeEventListener('change', listener);
    },
    () => NARROW.matches,
  );
}

export function Inbox() {
  const { path, params } = usePlace();
  const folder = FOLDERS.find((each) => each === path[1]) ?? 'inbox';
  const chosen = path[2];
  const text = params.q ?? '';
  const query = useDeferredValue(text) || null;
  const filter = useMemo<ListFilter>(() => ({ folder, query }), [folder, query]);
  const isNarrow = useIsNarrow();
  const { rows, span, index, step, choose, planNext } = useSelection(filter, chosen);

  useEffect(() => {
    const first = rows.at(0);
    const isHere = path[0] === 'inbox';
    if (isHere && chosen === undefined && first && !isNarrow) choose(first.id, true);
  });
  const walk = (by: number) => () => step(by);
  useHands({ 'mail.next': walk(1), 'mail.previous': walk(-1) });
  const box = useSearchBox();

  const list = (
    <Pane label={words.list} className={styles.listPane}>
      <div className={styles.top}>
        <SearchField
          ref={box}
          label={words.search}
          value={text}
          onText={(next) => setParams({ q: next }, { replace: true })}
        />
        <FolderTabs folder={folder} />
      </div>
      <MailList
        rows={rows}
        span={span}
        chosen={chosen}
        chosenIndex={index}
        isSearch={query !== null}
        onChoose={choose}
      />
    </Pane>
  );
  const reading =
    chosen === undefined ? (
      <Pane label={words.reading}>
        <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
      </Pane>
    ) : (
      <Reading
        key={chosen}
        id={chosen}
        onBack={() => go({ path: ['inbox', folder], params })}
        planNext={planNext}
      />
    );
  return (
    <Page title={words.title} sub={words.sub(folders[folder], count(rows.total))}>
      <div className={styles.inbox}>
        {isNarrow ? (
          <div className={styles.narrow}>{chosen === undefined ? list : reading}</div>
        ) : (
          <SplitPane
            name="inbox"
            label={words.resize}
            initial={360}
            least={260}
            most={560}
            first={list}
            second={reading}
          />
        )}
      </div>
    </Page>
  );
}

/** Which mail is chosen, where it stands, and how to get from it to its neighbours. */
function useSelection(filter: ListFilter, chosen: Id | undefined) {
  const [known, setKnown] = useState(0);
  const span = useWindow(known, ROW, 6);
  const rows = useRows(filter, span.first, span.last);
  useEffect(() => setKnown(rows.total), [rows.total]);
  const near = useRef(0);
  const index = indexOf(rows, chosen, near.current);
  useEffect(() => {
    if (index >= 0) near.current = index;
  }, [index]);
  const choose = (id: Id, isFirst = false) => {
    const params: Record<string, string> = filter.query === null ? {} : { q: filter.query };
    go({ path: ['inbox', filter.folder, id], params }, { replace: isFirst || chosen !== undefined });
  };
  const from = index >= 0 ? index : near.current;
  const step = (by: number) => {
    const next = rows.at(from + by);
    if (next) choose(next.id);
  };
  /** Settles now which row comes next: by the time the mail has left the list, the rows will have moved up. */
  const planNext = () => {
    const next = rows.at(from + 1) ?? rows.at(from - 1);
    return () => next && choose(next.id);
  };
  return { rows, span, index, step, choose, planNext };
}

function tipOf(folder: Folder, status: AppStatus | undefined): number {
  if (folder === 'unclassified') return status?.counts.unclassified ?? 0;
  return 0;
}

function FolderTabs({ folder }: { folder: Folder }) {
  const status = useQuery('app.status', {}).data;
  const entries = FOLDERS.map((key) => {
    const tip = tipOf(key, status);
    return { key, label: folders[key], after: tip > 0 ? <Badge>{count(tip)}</Badge> : null };
  });
  return (
    <Tabs
      label={words.folders}
      entries={entries}
      chosen={folder}
      panelId={LIST_ID}
      onChoose={(key) => go({ path: ['inbox', key], params: {} })}
    />
  );
}
