import { History, Redo2, Undo2 } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { type Deed, useQuery } from '../../bridge';
import { Button, Chip, EmptyState, Page, useFormat } from '../../kit';
import { Answer } from '../answer';
import { setParams } from '../router';
import styles from './history.module.css';
import { said, words } from './messages';
import { useNames, useTakeBack } from './use-undo';

const PAGE = 50;
/** What lies further back is on the records themselves. */
const MOST = 500;

/** What the person did, under its day, each with what can be done about it. */
export function HistoryScreen() {
  const [limit, setLimit] = useState(PAGE);
  const deeds = useQuery('desk.deeds', { before: null, limit }, { isSticky: true });
  return (
    <Page title={words.title} sub={words.sub}>
      <div className={styles.sheet} data-pane>
        <Answer of={deeds}>
          {(all) =>
            all.length === 0 ? (
              <EmptyState icon={<History />} title={words.empty} body={words.emptyBody} />
            ) : (
              <>
                <Days all={all} />
                {all.length === limit && limit < MOST && (
                  <Button className={styles.more} onClick={() => setLimit(limit + PAGE)}>
                    {words.more}
                  </Button>
                )}
              </>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}

function Days({ all }: { all: readonly Deed[] }) {
  const { dayHeading } = useFormat();
  const days = new Map<string, Deed[]>();
  for (const deed of all) {
    const day = dayHeading(deed.at);
    days.set(day, [...(days.get(day) ?? []), deed]);
  }
  return [...days].map(([day, deeds]) => (
    <section key={day} aria-label={day}>
      <h2 className={styles.day}>{day}</h2>
      <ol className={styles.list} onKeyDown={walk}>
        {deeds.map((deed) => (
          <Line key={deed.id} deed={deed} />
        ))}
      </ol>
    </section>
  ));
}

/** Down and up go from one button to the next, over the days. */
function walk(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const buttons = [...document.querySelectorAll<HTMLElement>('[data-deed-button]')];
  const at = buttons.findIndex((button) => button.matches(':focus'));
  const next = buttons[at + step];
  if (at < 0 || !next) return;
  event.preventDefault();
  next.focus();
}

function Line({ deed }: { deed: Deed }) {
  const names = useNames();
  const { time } = useFormat();
  const isUndone = deed.standing === 'undone';
  return (
    <li className={styles.line} data-undone={isUndone || undefined} data-testid="deed">
      <time className={styles.at} dateTime={deed.at}>
        {time(deed.at)}
      </time>
      <p className={styles.what}>
        {said(deed, names).map((piece, at) =>
          typeof piece === 'string' ? (
            piece
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of a sentence do not move
            <Titled key={at} deed={deed} title={piece.title} />
          ),
        )}
        {deed.reason && <span className={styles.reason}>{deed.reason}</span>}
      </p>
      <div className={styles.acts}>
        <Acts deed={deed} />
      </div>
    </li>
  );
}

/** What it was done to; an enquiry opens. */
function Titled({ deed, title }: { deed: Deed; title: string }) {
  const id = deed.record === 'enquiry' && title === deed.title ? deed.record_id : null;
  if (id === null) return <strong>{title}</strong>;
  return (
    <button
      type="button"
      className={styles.title}
      title={words.open(title)}
      onClick={() => setParams({ enquiry: id })}
    >
      {title}
    </button>
  );
}

function Acts({ deed }: { deed: Deed }) {
  const { undo, redo } = useTakeBack();
  const [isBusy, setBusy] = useState(false);
  const run = async (act: (deed: Deed) => Promise<void>) => {
    setBusy(true);
    await act(deed);
    setBusy(false);
  };
  if (deed.standing === 'fixed') return null;
  const isUndone = deed.standing === 'undone';
  return (
    <>
      {isUndone && <Chip>{words.undone}</Chip>}
      <Button
        size="small"
        look="subtle"
        data-deed-button
        aria-disabled={isBusy}
        icon={isUndone ? <Redo2 size={16} aria-hidden="true" /> : <Undo2 size={16} aria-hidden="true" />}
        onClick={() => !isBusy && void run(isUndone ? redo : undo)}
      >
        {isUndone ? words.redo : words.undo}
      </Button>
    </>
  );
}
