import {
  type KeyboardEvent,
  type MouseEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import styles from './board.module.css';
import { Column, useNear } from './column';
import { type Outcome, type Place, rank } from './drag';
import { Heads, Lane } from './lanes';
import {
  BoardContext,
  type BoardProps,
  type ColumnSpec,
  cellKey,
  cellOf,
  createBoardStore,
  type Item,
  isMoving,
  type LaneSpec,
  type Picking,
} from './model';
import { type Grid, useEnter, useKeys } from './use-keys';
import { heldAt, usePointer } from './use-pointer';

/**
 * A board of any size: cards of one height, only those in sight on the page, moved by pointer or keyboard.
 * It decides nothing: a drop is reported, and the card stays where the rows say it is.
 */
export function Board<T extends Item>(props: BoardProps<T>) {
  const { columns, lanes, row, onOpen, onMenu, onDrop, spoken, selected = NONE } = props;
  const [store] = useState(createBoardStore);
  const root = useRef<HTMLElement | null>(null);
  const [lists] = useState(() => new Map<string, HTMLElement>());
  const [said, say] = useState('');
  const keyText = columns.map((column) => column.key).join('\n');
  const keys = useMemo(() => keyText.split('\n'), [keyText]);
  const near = useNear(root, keys, 'data-column-shell', '0px 200px');
  const laneText = (lanes ?? []).map((lane) => lane.key).join('\n');
  const laneKeys = useMemo(() => laneText.split('\n'), [laneText]);
  const nearLanes = useNear(root, laneKeys, 'data-lane-shell', '0px');
  // On the page directly: as a prop it would draw every card anew when one is taken and again when it is let go.
  useEffect(
    () => store.subscribe(({ drag }) => root.current?.toggleAttribute('data-moving', isMoving(drag))),
    [store],
  );
  const grid = useMemo(() => gridOf(columns, lanes), [columns, lanes]);
  const { counts } = grid;

  const register = useCallback(
    (column: string, list: HTMLElement | null) => {
      if (list) lists.set(column, list);
      else lists.delete(column);
    },
    [lists],
  );
  const titleOf = useCallback(
    (id: string) =>
      root.current?.querySelector(`[data-card="${CSS.escape(id)}"]`)?.getAttribute('aria-label') ?? '',
    [],
  );
  const labelOf = useCallback(
    (key: string) => {
      const cell = cellOf(key);
      const column = columns.find((each) => each.key === cell.column)?.label ?? cell.column;
      const lane = lanes?.find((each) => each.key === cell.lane);
      return lane ? spoken.inLane(column, lane.label) : column;
    },
    [columns, lanes, spoken],
  );
  const chosen = useRef(selected);
  useEffect(() => {
    chosen.current = selected;
  });
  const badgeOf = useCallback((id: string) => {
    const held = chosen.current;
    if (!held.has(id) || held.size < 2) return null;
    const badge = document.createElement('span');
    badge.className = styles.badge ?? '';
    badge.dataset.testid = 'held-count';
    badge.textContent = String(held.size);
    return badge;
  }, []);
  const onPick = useCallback((pick: Picking) => props.onPick?.(pick), [props.onPick]);
  const settle = useCallback(
    (outcome: Outcome) => {
      if (outcome.kind === 'drop') {
        const item = { id: outcome.held.id, title: titleOf(outcome.held.id) };
        say(spoken.dropped(item.title, labelOf(outcome.to.column)));
        onDrop(item, outcome.held.from, outcome.to);
      } else if (outcome.kind === 'cancelled') {
        say(spoken.cancelled(titleOf(outcome.held.id)));
      }
    },
    [onDrop, spoken, titleOf, labelOf],
  );

  const overlayClass = `${styles.card} ${styles.overlay}`;
  const surface = { root, lists, counts, row, isLaned: lanes !== undefined, overlayClass, badgeOf };
  const { listeners, feed } = usePointer(store, surface, settle);
  const announce = useCallback(
    (kind: 'lifted' | 'aimed', id: string, from: Place, to: Place) => {
      const size = counts.get(to.column) ?? 0;
      const total = to.column === from.column ? size : size + 1;
      const place = kind === 'lifted' ? to.index + 1 : rank({ id, from }, to);
      say(spoken[kind](titleOf(id), labelOf(to.column), place, total));
    },
    [counts, spoken, titleOf, labelOf],
  );
  const onKeyDown = useKeys({ store, feed, settle, announce, grid, onPick, onOpen, onMenu });

  useEnter(root, store, grid);

  const onClick = (event: MouseEvent) => {
    const found = heldAt(event.target);
    if (!found) return;
    const item = { id: found.held.id, title: found.element.getAttribute('aria-label') ?? '' };
    const button = event.target instanceof Element ? event.target.closest('[data-menu]') : null;
    const { from } = found.held;
    const { anchor } = store.getState();
    if (button) onMenu(item, from, button);
    else if (event.shiftKey && anchor?.column === from.column)
      onPick({ kind: 'range', from: anchor, to: from });
    else if (event.ctrlKey || event.metaKey || event.shiftKey) {
      store.setState({ anchor: from });
      onPick({ kind: 'toggle', item, at: from });
    } else {
      store.setState({ anchor: from });
      onOpen(item, from);
    }
  };
  const onContextMenu = (event: MouseEvent) => {
    const found = heldAt(event.target);
    if (!found) return;
    event.preventDefault();
    const item = { id: found.held.id, title: found.element.getAttribute('aria-label') ?? '' };
    onMenu(item, found.held.from, found.element);
  };
  const onFocus = (event: { target: EventTarget }) => {
    const found = heldAt(event.target);
    if (found) store.setState({ focus: { id: found.held.id, ...found.held.from }, wanted: null });
  };
  const { useRows, draw } = props;
  const shared = { register, row, useRows, draw, spoken, selected };
  const onLane = useCallback((key: string) => props.onLane?.(key), [props.onLane]);
  return (
    <BoardContext value={store}>
      <section
        ref={root}
        className={styles.board}
        data-laned={lanes !== undefined || undefined}
        aria-label={props.label}
        data-testid="board"
        {...listeners}
        onKeyDown={(event: KeyboardEvent) => onKeyDown(event)}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onFocus={onFocus}
      >
        {lanes === undefined ? (
          columns.map((spec) => <Column key={spec.key} spec={spec} isNear={near.has(spec.key)} {...shared} />)
        ) : (
          <div className={styles.laned}>
            <Heads columns={columns} />
            {lanes.map((lane) => (
              <Lane
                key={lane.key}
                lane={lane}
                columns={columns}
                isNear={nearLanes.has(lane.key)}
                near={near}
                onLane={onLane}
                {...shared}
              />
            ))}
          </div>
        )}
      </section>
      <div className="sr-only" aria-live="assertive" data-testid="board-live">
        {said}
      </div>
    </BoardContext>
  );
}

const NONE: ReadonlySet<string> = new Set();

/** Where the cells are and how much is in each. A lane that is shut has none to walk to. */
function gridOf(columns: readonly ColumnSpec[], lanes: readonly LaneSpec[] | undefined): Grid {
  const counts = new Map<string, number>();
  if (lanes === undefined) for (const column of columns) counts.set(column.key, column.count);
  for (const lane of lanes ?? []) {
    if (lane.isShut) continue;
    for (const { key } of columns) counts.set(cellKey(lane.key, key), lane.cells.get(key) ?? 0);
  }
  return { keys: [...counts.keys()], width: columns.length, counts };
}
