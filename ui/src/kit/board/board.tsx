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
import { Column, useNearColumns } from './column';
import { type Outcome, type Place, rank } from './drag';
import { BoardContext, type BoardProps, createBoardStore, type Item, isMoving } from './model';
import { useKeys } from './use-keys';
import { heldAt, usePointer } from './use-pointer';

/**
 * A board of any size: cards of one height, only those in sight on the page, moved by pointer or keyboard.
 * It decides nothing: a drop is reported, and the card stays where the rows say it is.
 */
export function Board<T extends Item>(props: BoardProps<T>) {
  const { columns, row, onOpen, onMenu, onDrop, spoken } = props;
  const [store] = useState(createBoardStore);
  const root = useRef<HTMLElement | null>(null);
  const [lists] = useState(() => new Map<string, HTMLElement>());
  const [said, say] = useState('');
  const keyText = columns.map((column) => column.key).join('\n');
  const keys = useMemo(() => keyText.split('\n'), [keyText]);
  const near = useNearColumns(root, keys);
  // On the page directly: as a prop it would draw every card anew when one is taken and again when it is let go.
  useEffect(
    () => store.subscribe(({ drag }) => root.current?.toggleAttribute('data-moving', isMoving(drag))),
    [store],
  );
  const counts = useMemo(() => new Map(columns.map((column) => [column.key, column.count])), [columns]);

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
    (key: string) => columns.find((column) => column.key === key)?.label ?? key,
    [columns],
  );
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

  const surface = { root, lists, counts, row, overlayClass: `${styles.card} ${styles.overlay}` };
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
  const onKeyDown = useKeys({ store, feed, settle, announce, keys, counts, onOpen, onMenu });

  const onClick = (event: MouseEvent) => {
    const found = heldAt(event.target);
    if (!found) return;
    const item = { id: found.held.id, title: found.element.getAttribute('aria-label') ?? '' };
    const button = event.target instanceof Element ? event.target.closest('[data-menu]') : null;
    if (button) onMenu(item, found.held.from, button);
    else onOpen(item, found.held.from);
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
  return (
    <BoardContext value={store}>
      <section
        ref={root}
        className={styles.board}
        aria-label={props.label}
        data-testid="board"
        {...listeners}
        onKeyDown={(event: KeyboardEvent) => onKeyDown(event)}
        onClick={onClick}
        onContextMenu={onContextMenu}
        onFocus={onFocus}
      >
        {columns.map((spec) => (
          <Column
            key={spec.key}
            spec={spec}
            isNear={near.has(spec.key)}
            register={register}
            row={row}
            useRows={props.useRows}
            draw={props.draw}
            spoken={spoken}
          />
        ))}
      </section>
      <div className="sr-only" aria-live="assertive" data-testid="board-live">
        {said}
      </div>
    </BoardContext>
  );
}
