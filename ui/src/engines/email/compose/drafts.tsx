import { FilePen, MousePointerClick, Paperclip } from 'lucide-react';
import { type KeyboardEvent, useEffect } from 'react';
import { type DraftRow, type Id, tell, useQuery } from '../../../bridge';
import { Chip, count, EmptyState, Page, Pane, SplitPane, type Tone, useFormat } from '../../../kit';
import { Answer } from '../../../shell/answer';
import { useHands } from '../../../shell/commands';
import { go } from '../../../shell/router';
import { FolderTabs } from '../inbox';
import { LIST_ID } from '../list';
import { words as inboxWords } from '../messages';
import { shownAs } from './addresses';
import { Composer } from './composer';
import styles from './drafts.module.css';
import { words } from './messages';
import { claim } from './use-write';

const { folder } = words;
const TONES: Record<DraftRow['state'], Tone> = {
  open: 'neutral',
  waiting: 'brand',
  leaving: 'brand',
  failed: 'bad',
  unknown: 'warn',
};

const choose = (id: Id | null) =>
  go({ path: ['inbox', 'drafts', ...(id ? [id] : [])], params: {} }, { replace: true });

/** What is being written and what waits to leave, and beside it the one that was chosen. */
export function Drafts({ chosen }: { chosen: Id | undefined }) {
  const drafts = useQuery('email.drafts', null);
  const list = (
    <Pane label={folder.list} className={styles.pane}>
      <div className={styles.top}>
        <FolderTabs folder="drafts" />
      </div>
      <div id={LIST_ID} className={styles.body}>
        <Answer of={drafts}>{(rows) => <List rows={rows} chosen={chosen} />}</Answer>
      </div>
    </Pane>
  );
  return (
    <Page title={inboxWords.title} sub={folder.sub(count(drafts.data?.length ?? 0))}>
      <div className={styles.screen}>
        <SplitPane
          name="inbox"
          label={inboxWords.resize}
          initial={360}
          least={260}
          most={560}
          first={list}
          second={<Chosen id={chosen} rows={drafts.data ?? []} />}
        />
      </div>
    </Page>
  );
}

function Chosen({ id, rows }: { id: Id | undefined; rows: readonly DraftRow[] }) {
  const isThere = id !== undefined && rows.some((row) => row.id === id);
  useEffect(() => (id === undefined ? undefined : claim(id)), [id]);
  if (!isThere) {
    return (
      <Pane label={folder.title}>
        <EmptyState icon={<MousePointerClick />} title={folder.pick} body={folder.pickBody} />
      </Pane>
    );
  }
  return (
    <Pane label={folder.title} className={styles.pane}>
      <Composer key={id} id={id} isWhole onClose={() => choose(null)} />
    </Pane>
  );
}

function List({ rows, chosen }: { rows: readonly DraftRow[]; chosen: Id | undefined }) {
  const at = rows.findIndex((row) => row.id === chosen);
  const step = (by: number) => () => {
    const next = rows[at < 0 ? 0 : at + by];
    if (next) choose(next.id);
  };
  useHands({ 'mail.next': step(1), 'mail.previous': step(-1) });
  if (rows.length === 0) {
    return <EmptyState icon={<FilePen />} title={folder.empty} body={folder.emptyBody} />;
  }
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Delete' || at < 0) return;
    const row = rows[at];
    if (row && row.state !== 'waiting' && row.state !== 'leaving')
      void tell('email.draft_discard', { id: row.id });
  };
  return (
    <div
      className={styles.rows}
      role="listbox"
      aria-label={folder.list}
      aria-activedescendant={at >= 0 ? `draft-${chosen}` : undefined}
      tabIndex={0}
      onKeyDown={keys}
      data-testid="drafts"
    >
      {rows.map((row) => (
        <Row key={row.id} row={row} isChosen={row.id === chosen} />
      ))}
    </div>
  );
}

function Row({ row, isChosen }: { row: DraftRow; isChosen: boolean }) {
  const { when } = useFormat();
  const whom = row.to.map(shownAs).join(', ');
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the list itself takes the keys
    // biome-ignore lint/a11y/useFocusableInteractive: focus stays on the list, which names its active row
    <div
      id={`draft-${row.id}`}
      className={styles.row}
      role="option"
      aria-selected={isChosen}
      data-testid="draft-row"
      onClick={() => choose(row.id)}
    >
      <span className={styles.line}>
        <span className={styles.whom}>{whom || folder.nobody}</span>
        <time className={styles.time} dateTime={row.saved_at}>
          {when(row.saved_at)}
        </time>
      </span>
      <span className={styles.line}>
        <span className={styles.subject}>{row.subject || folder.noSubject}</span>
        {row.has_files && <Paperclip size={14} role="img" aria-label={folder.hasFiles} />}
      </span>
      <span className={styles.line}>
        <span className={styles.preview}>{row.trouble ?? (row.preview || folder.noText)}</span>
        <Chip tone={TONES[row.state]}>{folder.states[row.state]}</Chip>
      </span>
    </div>
  );
}
