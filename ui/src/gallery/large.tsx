import { Mail, StickyNote } from 'lucide-react';
import { Board, type ColumnSpec, type Happening, Pane, SplitPane, type Spoken, Timeline } from '../kit';
import styles from './gallery.module.css';

export function Panes() {
  return (
    <div className={styles.low}>
      <SplitPane
        name="gallery"
        label="Width of the first"
        initial={240}
        least={160}
        most={400}
        first={
          <Pane label="First">
            <div className={styles.fill}>First: drag the border, or nudge it with the arrow keys</div>
          </Pane>
        }
        second={
          <Pane label="Second">
            <div className={styles.fill}>Second</div>
          </Pane>
        }
      />
    </div>
  );
}

const DAY = 86_400_000;
const ITEMS: readonly Happening[] = Array.from({ length: 40 }, (_, at) => ({
  id: String(at),
  at: new Date(Date.UTC(2026, 10, 24, 5) - at * (DAY / 3)).toISOString(),
  icon: at % 2 === 0 ? <Mail size={15} /> : <StickyNote size={15} />,
  tone: at % 2 === 0 ? 'brand' : 'warn',
  title: at % 2 === 0 ? 'A mail came in' : 'A note',
  body: at % 3 === 0 ? 'What it said, which may be more than a line and then goes on on the next one.' : '',
  who: 'Asha Kulkarni',
  onOpen: at % 2 === 0 ? () => {} : undefined,
}));

export function Happenings() {
  return (
    <div className={styles.low}>
      <Timeline label="Timeline" items={ITEMS} />
    </div>
  );
}

const ROW = 64;
const COLUMNS: readonly ColumnSpec[] = [
  {
    key: 'ask',
    label: 'Asks for something',
    tone: 'follow-up',
    toneLabel: 'Follow-up',
    count: 10_000,
    summary: '₹4.5 Cr',
  },
  { key: 'run', label: 'Runs', tone: 'default', toneLabel: 'In course', count: 3, summary: '' },
  { key: 'end', label: 'The end', tone: 'last', toneLabel: 'Last', count: 0, summary: '' },
];
const SPOKEN: Spoken = {
  lifted: (title, column, rank, count) => `Lifted ${title}. ${column}, ${rank} of ${count}.`,
  aimed: (title, column, rank, count) => `${title}, ${column}, ${rank} of ${count}`,
  dropped: (title, column) => `Dropped ${title} in ${column}`,
  cancelled: (title) => `${title} is back`,
  empty: 'Nothing here',
  moveMenu: (title) => `Move ${title} to…`,
  waiting: 'Loading',
  selected: 'Selected',
  inLane: (column, lane) => `${column}, ${lane}`,
};

const useRows = (column: string) => (index: number) => ({
  id: `${column}-${index}`,
  title: `Card ${index + 1} of ${column}`,
});

export function Cards() {
  return (
    <div className={styles.board}>
      <Board
        label="Board"
        columns={COLUMNS}
        row={ROW}
        useRows={useRows}
        draw={(card) => <div className={styles.card}>{card.title}</div>}
        spoken={SPOKEN}
        onOpen={() => {}}
        onMenu={() => {}}
        onDrop={() => {}}
      />
    </div>
  );
}
