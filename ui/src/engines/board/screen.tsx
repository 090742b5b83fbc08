import { Kanban } from 'lucide-react';
import { useCallback, useDeferredValue, useMemo, useRef, useState } from 'react';
import {
  type BoardColumn,
  type BoardFilter,
  type Card,
  type Id,
  type Priority,
  useCommand,
  useQuery,
} from '../../bridge';
import {
  Board,
  type ColumnSpec,
  type ColumnTone,
  count,
  EmptyState,
  type Item,
  MenuAt,
  moneyShort,
  Page,
  type Place,
  SearchField,
  Select,
} from '../../kit';
import { Answer } from '../../shell/answer';
import { useHands, useSearchBox } from '../../shell/commands';
import { openRecord, setParams, usePlace } from '../../shell/router';
import { enquiryWords, useMove } from '../enquiries';
import { CardFace, type Density, ROWS } from './card';
import styles from './card.module.css';
import { spoken, words } from './messages';
import { Filter, neighbours, previewMove, useRows } from './rows';

const TONES = { follow_up: 'follow-up', default: 'default', last: 'last' } as const satisfies Record<
  BoardColumn['kind'],
  ColumnTone
>;
const DENSITIES: readonly Density[] = ['compact', 'normal', 'detailed'];
const ANY = 'any';

export function BoardScreen() {
  const { params } = usePlace();
  const query = useDeferredValue(params.q ?? '');
  const priority = priorityOf(params.priority);
  const owner = params.owner ?? null;
  const filter = useMemo<BoardFilter>(
    () => ({ owner_id: owner, priority, query: query || null }),
    [owner, priority, query],
  );
  const columns = useQuery('board.columns', filter, { isSticky: true });
  const total = columns.data?.reduce((sum, column) => sum + column.count, 0) ?? 0;
  const value = columns.data?.reduce((sum, column) => sum + column.value_minor, 0) ?? 0;
  const density = DENSITIES.find((each) => each === params.density) ?? 'normal';
  useHands({
    'board.compact': () => chooseDensity('compact'),
    'board.normal': () => chooseDensity('normal'),
    'board.detailed': () => chooseDensity('detailed'),
  });
  return (
    <Page
      title={words.title}
      sub={columns.data && words.totals(count(total), moneyShort(value, columns.data[0]?.currency ?? 'INR'))}
      tools={<Tools query={params.q ?? ''} priority={priority} density={density} />}
    >
      <div className={styles.page}>
        <Answer of={columns}>
          {(answer) =>
            total === 0 && filter.query === null && filter.priority === null ? (
              <EmptyState icon={<Kanban />} title={words.empty} body={words.emptyBody} />
            ) : (
              <Filter value={filter}>
                <Columns columns={answer} filter={filter} density={density} />
              </Filter>
            )
          }
        </Answer>
      </div>
    </Page>
  );
}

function chooseDensity(density: Density): void {
  setParams({ density: density === 'normal' ? null : density });
}

function priorityOf(text: string | undefined): Priority | null {
  return text === 'high' || text === 'medium' || text === 'low' ? text : null;
}

function Tools(props: { query: string; priority: Priority | null; density: Density }) {
  const box = useSearchBox();
  const priorities = [
    { value: ANY, label: words.anyPriority },
    ...(['high', 'medium', 'low'] as const).map((value) => ({
      value,
      label: enquiryWords.priorities[value],
    })),
  ];
  return (
    <>
      <div className={styles.find}>
        <SearchField
          ref={box}
          label={words.search}
          value={props.query}
          onText={(text) => setParams({ q: text }, { replace: true })}
        />
      </div>
      <div className={styles.tools}>
        <Select
          isBare
          label={words.priority}
          choices={priorities}
          value={props.priority ?? ANY}
          onValue={(value) => setParams({ priority: value === ANY ? null : value })}
        />
      </div>
      <div className={styles.tools}>
        <Select
          isBare
          label={words.density}
          choices={DENSITIES.map((value) => ({ value, label: words.densities[value] }))}
          value={props.density}
          onValue={chooseDensity}
        />
      </div>
    </>
  );
}

/** A column that has not changed keeps its spec, so it is not drawn again when another has. */
const specs = new WeakMap<BoardColumn, ColumnSpec>();

function specOf(column: BoardColumn): ColumnSpec {
  const known = specs.get(column);
  if (known) return known;
  const made: ColumnSpec = {
    key: column.key,
    label: column.label,
    tone: TONES[column.kind],
    toneLabel: enquiryWords.kinds[column.kind],
    count: column.count,
    summary: column.value_minor === 0 ? '' : moneyShort(column.value_minor, column.currency),
  };
  specs.set(column, made);
  return made;
}

interface Chosen {
  item: Item;
  at: Place;
  anchor: Element;
}

function Columns(props: { columns: readonly BoardColumn[]; filter: BoardFilter; density: Density }) {
  const { columns, filter, density } = props;
  const shown = useMemo(() => columns.map(specOf), [columns]);
  const places = useRef(new Map<Id, { from: Place; to: Place }>());
  const { move, dialog, stages } = useMove((wish) => {
    const path = places.current.get(wish.id);
    return path ? previewMove(filter, path.from, path.to) : () => {};
  });
  const place = useCommand('enquiries.place');
  const [menu, setMenu] = useState<Chosen | null>(null);

  const onDrop = useCallback(
    (item: Item, from: Place, to: Place) => {
      const { id } = item;
      const { after, before } = neighbours(filter, to, item.id);
      if (from.column === to.column) {
        const undo = previewMove(filter, from, to);
        place.mutate({ id, after, before }, { onError: undo });
        return;
      }
      places.current.set(id, { from, to });
      move({ id, title: item.title, from: from.column, to: to.column, after, before });
    },
    [filter, move, place],
  );
  const draw = useCallback((card: Card) => <CardFace card={card} density={density} />, [density]);
  const onOpen = useCallback((item: Item) => openRecord(item.id), []);
  const onMenu = useCallback((item: Item, at: Place, anchor: Element) => setMenu({ item, at, anchor }), []);
  const entries = stages.map((stage) => ({
    key: stage.key,
    label: stage.label,
    isDisabled: stage.key === menu?.at.column || !stage.from.includes(menu?.at.column ?? ''),
    onPick: () => menu && onDrop(menu.item, menu.at, { column: stage.key, index: 0 }),
  }));
  const open = {
    key: 'open',
    label: words.open,
    isApart: true,
    hint: words.enter,
    onPick: () => menu && openRecord(menu.item.id),
  };
  return (
    <>
      <Board
        label={words.title}
        columns={shown}
        row={ROWS[density]}
        useRows={useRows}
        draw={draw}
        spoken={spoken}
        onOpen={onOpen}
        onMenu={onMenu}
        onDrop={onDrop}
      />
      <MenuAt
        heading={words.moveHeading(menu?.item.title ?? '')}
        entries={[...entries, open]}
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
      />
      {dialog}
    </>
  );
}
