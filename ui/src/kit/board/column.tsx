import { memo, type ReactNode, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useWindow } from '../use-window';
import styles from './board.module.css';
import {
  type BoardProps,
  type ColumnSpec,
  heldIn,
  type Item,
  overOf,
  useBoard,
  useBoardStore,
} from './model';

export interface ColumnProps<T extends Item>
  extends Pick<BoardProps<T>, 'row' | 'useRows' | 'draw' | 'spoken'> {
  spec: Pick<ColumnSpec, 'key' | 'label' | 'count'>;
  selected: ReadonlySet<string>;
  /** True while some part of the column is in sight. */
  isNear: boolean;
  register: (column: string, list: HTMLElement | null) => void;
}

/** A column's head: what it is, how much is in it. */
export function Head({ spec }: { spec: ColumnSpec }) {
  return (
    <>
      <span className={styles.tone} role="img" aria-label={spec.toneLabel} title={spec.toneLabel} />
      <h2 className={styles.name} title={spec.label}>
        {spec.label}
      </h2>
      <span className={styles.count} data-testid="column-count">
        {spec.count}
      </span>
      <span className={styles.value} data-testid="column-value">
        {spec.summary}
      </span>
    </>
  );
}

/** One column: a fixed header over a list of which only the rows in sight exist. */
function DrawnColumn<T extends Item>({
  spec,
  isNear,
  register,
  ...rest
}: ColumnProps<T> & { spec: ColumnSpec }) {
  const gap = useBoard((state) => {
    const over = overOf(state.drag);
    return over?.column === spec.key ? over.index : -1;
  });
  return (
    <section
      className={styles.column}
      data-tone={spec.tone}
      data-over={gap >= 0 || undefined}
      data-column-shell={spec.key}
      data-testid={`column-${spec.key}`}
      aria-label={`${spec.label}, ${spec.count}`}
    >
      <header className={styles.header}>
        <Head spec={spec} />
      </header>
      <Rows spec={spec} gap={gap} isNear={isNear} register={register} {...rest} />
    </section>
  );
}

export const Column = memo(DrawnColumn) as typeof DrawnColumn;

/** Rows that are drawn above and below what is in sight. */
const SPARE = 3;

export function Rows<T extends Item>(
  props: ColumnProps<T> & { gap: number; spare?: number; height?: number },
) {
  const { spec, gap, isNear, row, useRows, draw, spoken, register, selected, spare = SPARE, height } = props;
  const list = useRef<HTMLElement | null>(null);
  const { first, last, ref, scrollTo } = useWindow(spec.count, row, spare);
  const attach = useCallback(
    (element: HTMLElement | null) => {
      list.current = element;
      register(spec.key, element);
      const stop = ref(element);
      return () => {
        register(spec.key, null);
        if (typeof stop === 'function') stop();
      };
    },
    [ref, register, spec.key],
  );
  const focus = useBoard((state) => (state.focus?.column === spec.key ? state.focus : null));
  const held = useBoard((state) => heldIn(state.drag, spec.key));
  const shown = isNear ? { first, last } : { first: 0, last: 0 };
  const at = useRows(spec.key, shown.first, shown.last);
  useWanted(spec.key, list, scrollTo, last);
  useAim(gap, list, scrollTo);

  const indexes = useMemo(() => {
    const found = Array.from({ length: shown.last - shown.first }, (_, offset) => shown.first + offset);
    const kept = focus?.index;
    if (kept !== undefined && kept < spec.count && (kept < shown.first || kept >= shown.last))
      found.push(kept);
    return found;
  }, [shown.first, shown.last, focus?.index, spec.count]);

  return (
    <div
      ref={attach}
      className={styles.list}
      data-testid="column-list"
      tabIndex={-1}
      {...(height === undefined ? {} : { style: { height } })}
    >
      {spec.count === 0 && gap < 0 && height === undefined && <p className={styles.none}>{spoken.empty}</p>}
      <ul
        className={styles.spacer}
        aria-label={spec.label}
        style={{ height: (spec.count + (gap >= 0 ? 1 : 0)) * row }}
      >
        {indexes.map((index) => {
          const item = at(index);
          if (!item) {
            return (
              <li
                key={`row-${index}`}
                className={styles.skeleton}
                style={placed(index, row)}
                aria-hidden="true"
                data-testid="coming"
              />
            );
          }
          return (
            <Slot
              key={item.id}
              item={item}
              index={index}
              column={spec.key}
              count={spec.count}
              row={row}
              isHeld={held === item.id || (held !== null && selected.has(held) && selected.has(item.id))}
              isSelected={selected.has(item.id)}
              selectedLabel={spoken.selected}
              isPushed={gap >= 0 && index >= gap}
              isFocusable={focus ? focus.id === item.id : index === 0}
              draw={draw}
              menuLabel={spoken.moveMenu}
            />
          );
        })}
        {gap >= 0 && <li className={styles.gap} style={placed(gap, row)} aria-hidden="true" />}
      </ul>
    </div>
  );
}

/** Focuses a row that was asked for, once it is there. */
function useWanted(
  column: string,
  list: { readonly current: HTMLElement | null },
  scrollTo: (index: number) => void,
  last: number,
) {
  const store = useBoardStore();
  const wanted = useBoard((state) => (state.wanted?.column === column ? state.wanted : null));
  // biome-ignore lint/correctness/useExhaustiveDependencies: the row may only exist after the window has moved
  useEffect(() => {
    if (!wanted || !list.current) return;
    (list.current.closest('[data-column-shell]') ?? list.current).scrollIntoView({
      block: 'nearest',
      inline: 'nearest',
    });
    scrollTo(wanted.index);
    const card = list.current.querySelector(`[data-card][data-index="${wanted.index}"]`);
    if (!(card instanceof HTMLElement)) return;
    card.focus({ preventScroll: true });
    store.setState({ wanted: null });
  }, [wanted, scrollTo, last, list, store]);
}

/** Keeps the landing place in sight while the keyboard aims. */
function useAim(
  gap: number,
  list: { readonly current: HTMLElement | null },
  scrollTo: (index: number) => void,
) {
  const isLifted = useBoard((state) => state.drag.phase === 'lifted');
  useEffect(() => {
    if (!isLifted || gap < 0) return;
    (list.current?.closest('[data-column-shell]') ?? list.current)?.scrollIntoView({
      block: 'nearest',
      inline: 'nearest',
    });
    scrollTo(gap);
  }, [isLifted, gap, list, scrollTo]);
}

interface SlotProps<T extends Item> {
  item: T;
  index: number;
  column: string;
  count: number;
  row: number;
  isHeld: boolean;
  isSelected: boolean;
  selectedLabel: string;
  /** True below the gap where the card in hand would land. */
  isPushed: boolean;
  isFocusable: boolean;
  draw: (item: T) => ReactNode;
  menuLabel: (title: string) => string;
}

function DrawnSlot<T extends Item>(props: SlotProps<T>) {
  const { item, index, column, count, row, isHeld, isSelected, isPushed, isFocusable, draw, menuLabel } =
    props;
  return (
    <li
      className={styles.card}
      data-card={item.id}
      data-column={column}
      data-index={index}
      data-testid="card"
      data-held={isHeld || undefined}
      data-selected={isSelected || undefined}
      aria-description={isSelected ? props.selectedLabel : undefined}
      aria-setsize={count}
      aria-posinset={index + 1}
      aria-label={item.title}
      tabIndex={isFocusable ? 0 : -1}
      style={isPushed ? { ...placed(index, row), transform: `translateY(${row}px)` } : placed(index, row)}
    >
      {draw(item)}
      <button
        type="button"
        className={styles.more}
        data-menu
        tabIndex={-1}
        aria-label={menuLabel(item.title)}
        aria-haspopup="menu"
      />
    </li>
  );
}

const Slot = memo(DrawnSlot) as typeof DrawnSlot;

const GAP = 8;

/** By its distance, not by a transform: each transform is one more thing to put together in every frame. */
function placed(index: number, row: number) {
  return { height: row - GAP, top: index * row };
}

/** Which columns, or lanes, are in sight, give or take a margin, from how far the board has been scrolled. */
export function useNear(
  root: { readonly current: HTMLElement | null },
  keys: readonly string[],
  attribute: 'data-column-shell' | 'data-lane-shell',
  margin: string,
): ReadonlySet<string> {
  const [near, setNear] = useState<ReadonlySet<string>>(new Set());
  useEffect(() => {
    const board = root.current;
    if (!board) return;
    const seen = new Set<string>();
    const watcher = new IntersectionObserver(
      (entries) => {
        for (const entry of entries) {
          const key = entry.target.getAttribute(attribute);
          if (key === null) continue;
          if (entry.isIntersecting) seen.add(key);
          else seen.delete(key);
        }
        setNear(new Set(seen));
      },
      { root: board, rootMargin: margin },
    );
    const shells = [...board.querySelectorAll(`[${attribute}]`)];
    for (const shell of shells)
      if (keys.includes(shell.getAttribute(attribute) ?? '')) watcher.observe(shell);
    return () => watcher.disconnect();
  }, [root, keys, attribute, margin]);
  return near;
}
