import { ChevronDown, ChevronRight } from 'lucide-react';
import { memo, useMemo } from 'react';
import styles from './board.module.css';
import { type ColumnProps, Head, Rows } from './column';
import { type ColumnSpec, cellKey, type Item, type LaneSpec, overOf, useBoard } from './model';

/** Rows of a lane that are in sight at once: what is below is scrolled to within the cell. */
const MOST_ROWS = 3;
/** Room above the first and below the last card of a cell. */
const PADDING = 8;

/** The heads of the columns above all lanes: they stay where they are while the lanes go by. */
export function Heads({ columns }: { columns: readonly ColumnSpec[] }) {
  return (
    <div className={styles.heads}>
      {columns.map((spec) => (
        <header
          key={spec.key}
          className={`${styles.header} ${styles.head}`}
          data-tone={spec.tone}
          data-column-shell={spec.key}
          data-testid={`column-${spec.key}`}
        >
          <Head spec={spec} />
        </header>
      ))}
    </div>
  );
}

export interface LaneProps<T extends Item> extends Omit<ColumnProps<T>, 'spec' | 'isNear'> {
  lane: LaneSpec;
  columns: readonly ColumnSpec[];
  isNear: boolean;
  near: ReadonlySet<string>;
  onLane: (key: string) => void;
}

/** One lane: a head that shuts and opens it, and a cell for each column. */
function DrawnLane<T extends Item>({ lane, columns, isNear, near, onLane, ...rest }: LaneProps<T>) {
  const { spoken, row } = rest;
  const most = Math.max(1, ...lane.cells.values());
  const height = Math.min(MOST_ROWS, most) * row + PADDING;
  const Sign = lane.isShut ? ChevronRight : ChevronDown;
  return (
    <section
      className={styles.lane}
      data-lane-shell={lane.key}
      data-testid="lane"
      aria-label={`${lane.label}, ${lane.count}`}
    >
      <h3 className={styles.laneHead}>
        <button
          type="button"
          className={styles.laneButton}
          aria-expanded={!lane.isShut}
          onClick={() => onLane(lane.key)}
        >
          <Sign size={16} aria-hidden="true" />
          <span className={styles.laneName}>{lane.label}</span>
          <span className={styles.count} data-testid="lane-count">
            {lane.count}
          </span>
          <span className={styles.laneValue} data-testid="lane-value">
            {lane.summary}
          </span>
        </button>
      </h3>
      {!lane.isShut && (
        <div className={styles.cells} style={{ height }}>
          {columns.map((column) => (
            <Cell
              key={column.key}
              cell={cellKey(lane.key, column.key)}
              label={spoken.inLane(column.label, lane.label)}
              count={lane.cells.get(column.key) ?? 0}
              isNear={isNear && near.has(column.key)}
              height={height}
              {...rest}
            />
          ))}
        </div>
      )}
    </section>
  );
}

export const Lane = memo(DrawnLane) as typeof DrawnLane;

interface CellProps<T extends Item> extends Omit<ColumnProps<T>, 'spec'> {
  cell: string;
  label: string;
  count: number;
  height: number;
}

function DrawnCell<T extends Item>({ cell, label, count, ...rest }: CellProps<T>) {
  const gap = useBoard((state) => {
    const over = overOf(state.drag);
    return over?.column === cell ? over.index : -1;
  });
  const spec = useMemo(() => ({ key: cell, label, count }), [cell, label, count]);
  return (
    <div className={styles.cell} data-over={gap >= 0 || undefined} data-testid="cell" data-cell={cell}>
      <Rows spec={spec} gap={gap} spare={0} {...rest} />
    </div>
  );
}

const Cell = memo(DrawnCell) as typeof DrawnCell;
