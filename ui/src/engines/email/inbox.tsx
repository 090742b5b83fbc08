import { ChevronDown, MessagesSquare, MousePointerClick } from 'lucide-react';
import { type ReactNode, useDeferredValue, useEffect, useMemo, useSyncExternalStore } from 'react';
import { type AppStatus, type Folder, useQuery } from '../../bridge';
import { Badge, Button, count, EmptyState, IconButton, Menu, Page, Pane, SplitPane, Tabs } from '../../kit';
import { Failed } from '../../shell/answer';
import { useHands, useSearchBox } from '../../shell/commands';
import { go, setParams, usePlace } from '../../shell/router';
import { words as composeWords } from './compose/messages';
import { isGroupable } from './filters';
import { useGrouping } from './grouping';
import styles from './inbox.module.css';
import { LIST_ID, MailList } from './list';
import { folders, words } from './messages';
import { Reading } from './reading';
import type { ListFilter } from './rows';
import { Search } from './search';
import { useSelection, useSeveral } from './selection';
import { Several } from './several';

const FOLDERS = Object.keys(folders) as Folder[];
/** Drafts are no mail yet: their list is a screen of its own. */
type List = Folder | 'drafts';
const LISTS: readonly List[] = FOLDERS.flatMap((each) =>
  each === 'inbox' ? [each, 'drafts' as const] : [each],
);
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
  const query = useDeferredValue(text).trim() || null;
  const grouping = useGrouping();
  const isGrouped = grouping.isGrouped && query === null && isGroupable(folder);
  const filter = useMemo<ListFilter>(
    () => ({ folder, query, is_grouped: isGrouped }),
    [folder, query, isGrouped],
  );
  const isNarrow = useIsNarrow();
  const place = useSelection(filter, chosen);
  const { rows, choose, planNext } = place;
  const several = useSeveral(filter, place, chosen);

  useEffect(() => {
    const first = rows.at(0);
    const isHere = path[0] === 'inbox';
    if (isHere && chosen === undefined && first && !isNarrow) choose(first.id, true);
  });
  useHands({ 'mail.group': grouping.toggle });
  const box = useSearchBox();

  const list = (
    <Pane label={words.list} className={styles.listPane}>
      <div className={styles.top}>
        <Search
          box={box}
          text={text}
          filters={rows.filters}
          troubles={rows.troubles}
          onText={(next) => setParams({ q: next }, { replace: true })}
        />
        <FolderTabs folder={folder} />
      </div>
      {rows.failed && <Failed refusal={rows.failed.refusal} again={rows.failed.again} />}
      <MailList
        rows={rows}
        span={place.span}
        chosen={chosen}
        chosenIndex={place.index}
        marked={several.marked}
        folder={folder}
        isSearch={query !== null}
        onChoose={choose}
        onPress={several.press}
      />
    </Pane>
  );
  return (
    <Page
      title={words.title}
      sub={words.sub(
        folders[folder],
        rows.hasMore ? words.atLeast(count(rows.total)) : count(rows.total),
        isGrouped,
      )}
      tools={
        <Button
          size="small"
          look={grouping.isGrouped ? 'plain' : 'subtle'}
          aria-pressed={grouping.isGrouped}
          icon={<MessagesSquare size={16} aria-hidden="true" />}
          onClick={grouping.toggle}
        >
          {words.commands.group}
        </Button>
      }
    >
      <div className={styles.inbox}>
        <Panes isNarrow={isNarrow} isReading={chosen !== undefined} list={list}>
          {several.ids.length > 1 ? (
            <Several
              ids={several.ids}
              isGrouped={isGrouped}
              planNext={several.planNext}
              onClear={several.clear}
            />
          ) : chosen === undefined ? (
            <Pane label={words.reading}>
              <EmptyState icon={<MousePointerClick />} title={words.pick} body={words.pickBody} />
            </Pane>
          ) : (
            <Reading
              key={chosen}
              id={chosen}
              isGrouped={isGrouped}
              onBack={() => go({ path: ['inbox', folder], params })}
              planNext={planNext}
            />
          )}
        </Panes>
      </div>
    </Page>
  );
}

function Panes(props: { isNarrow: boolean; isReading: boolean; list: ReactNode; children: ReactNode }) {
  if (props.isNarrow) {
    return <div className={styles.narrow}>{props.isReading ? props.children : props.list}</div>;
  }
  return (
    <SplitPane
      name="inbox"
      label={words.resize}
      initial={360}
      least={260}
      most={560}
      first={props.list}
      second={props.children}
    />
  );
}

function tipOf(folder: Folder, status: AppStatus | undefined): number {
  if (folder === 'unclassified') return status?.counts.to_sort ?? 0;
  return 0;
}

/** Lists that are in sight; the others are in a menu, and one of them that is chosen stands in the last place. */
const MAIN: readonly List[] = ['inbox', 'unclassified', 'linked'];

export function FolderTabs({ folder }: { folder: List }) {
  const status = useQuery('app.status', {}).data;
  const drafts = useQuery('email.drafts', null).data?.length ?? 0;
  const shown = MAIN.includes(folder) ? MAIN : [...MAIN.slice(0, -1), folder];
  const label = (key: List) => (key === 'drafts' ? composeWords.folder.title : folders[key]);
  const entries = shown.map((key) => {
    const tip = key === 'drafts' ? drafts : tipOf(key, status);
    return { key, label: label(key), after: tip > 0 ? <Badge>{count(tip)}</Badge> : null };
  });
  const choose = (key: List) => go({ path: ['inbox', key], params: {} });
  return (
    <div className={styles.lists}>
      <Tabs label={words.folders} entries={entries} chosen={folder} panelId={LIST_ID} onChoose={choose} />
      <Menu
        heading={words.folders}
        entries={LISTS.filter((key) => !shown.includes(key)).map((key) => ({
          key,
          label: label(key),
          ...(key === 'drafts' && drafts > 0 ? { hint: count(drafts) } : {}),
          onPick: () => choose(key),
        }))}
        trigger={
          <IconButton
            label={words.moreLists}
            icon={<ChevronDown size={16} aria-hidden="true" />}
            data-testid="lists"
          />
        }
      />
    </div>
  );
}
