import { lazy, Suspense, useCallback, useMemo, useState } from 'react';
import {
  type Asked,
  type BoardColumn,
  type BoardShown,
  type Card,
  Refusal,
  report,
  type Stage,
  together,
} from '../../bridge';
import {
  Board,
  type ColumnSpec,
  type ColumnTone,
  cellKey,
  cellOf,
  type Item,
  MenuAt,
  moneyShort,
  type Place,
} from '../../kit';
import { useHands } from '../../shell/commands';
import { openRecord, setParams } from '../../shell/router';
import { enquiryWords } from '../enquiries';
import { type Going, type Left, SelectionBar } from './bar';
import { CardFace, ROWS } from './card';
import { useLanes, withLane } from './lanes';
import { spoken, words } from './messages';
import { CurrentView, type Neighbours, neighbours, useRows, type View } from './rows';
import { type Selection, useSelection } from './selection';
import { inOrder, isGiven, laneCall, laneChange, useDrop } from './use-drop';

const MoveSeveral = lazy(() => import('./several'));

const TONES = { follow_up: 'follow-up', default: 'default', last: 'last' } as const satisfies Record<
  BoardColumn['kind'],
  ColumnTone
>;

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

/** The cards, in columns or in lanes of columns, with what is selected of them. */
export function Columns(props: {
  columns: readonly BoardColumn[];
  shown: BoardShown;
  shut: string | undefined;
}) {
  const { columns, shown, shut } = props;
  const { filter, sort, density } = shown;
  const heads = useMemo(() => columns.map(specOf), [columns]);
  const lanes = useLanes(shown.lanes, filter, shut, columns[0]?.currency ?? 'INR');
  const isLaned = lanes.specs !== undefined;
  const view = useMemo<View>(
    () => ({ filter, sort, lanes: isLaned ? shown.lanes : null, named: lanes.named }),
    [filter, sort, isLaned, shown.lanes, lanes.named],
  );
  const selection = useSelection(view);
  const { drop, dialog, stages } = useDrop(view);
  const several = useSeveral(selection, stages);
  const [menu, setMenu] = useState<Chosen | null>(null);
  const isOfAll = menu !== null && selection.ids.size > 1 && selection.ids.has(menu.item.id);

  const { send } = several;
  const onDrop = useCallback(
    (item: Item, from: Place, to: Place) => {
      const isOne = selection.ids.size < 2 || !selection.ids.has(item.id);
      if (isOne) drop(item, from, to);
      else send(view, from, to, item.id);
    },
    [drop, send, selection.ids, view],
  );
  const draw = useCallback((card: Card) => <CardFace card={card} density={density} />, [density]);
  const onOpen = useCallback((item: Item) => openRecord(item.id), []);
  const onMenu = useCallback((item: Item, at: Place, anchor: Element) => setMenu({ item, at, anchor }), []);
  const onLane = useCallback((key: string) => setParams({ shut: withLane(shut, key) }), [shut]);
  const here = menu ? cellOf(menu.at.column) : null;
  const entries = stages.map((stage) => ({
    key: stage.key,
    label: stage.label,
    isDisabled: !isOfAll && (stage.key === here?.column || !stage.from.includes(here?.column ?? '')),
    onPick: () => {
      if (!menu || !here) return;
      if (isOfAll) several.ask(stage.key);
      else drop(menu.item, menu.at, { column: cellKey(here.lane, stage.key), index: 0 });
    },
  }));
  const open = {
    key: 'open',
    label: words.open,
    isApart: true,
    hint: words.enter,
    onPick: () => menu && openRecord(menu.item.id),
  };
  return (
    <CurrentView value={view}>
      {selection.chosen.size > 0 && (
        <SelectionBar
          selection={selection}
          left={several.left}
          onClear={() => selection.pick({ kind: 'none' })}
        />
      )}
      {!lanes.isWaiting && (
        <Board
          label={words.title}
          columns={heads}
          lanes={lanes.specs}
          onLane={onLane}
          selected={selection.ids}
          onPick={selection.pick}
          row={ROWS[density]}
          useRows={useRows}
          draw={draw}
          spoken={spoken}
          onOpen={onOpen}
          onMenu={onMenu}
          onDrop={onDrop}
        />
      )}
      <MenuAt
        heading={isOfAll ? words.moveSeveral(selection.ids.size) : words.moveHeading(menu?.item.title ?? '')}
        entries={isOfAll ? entries : [...entries, open]}
        anchor={menu?.anchor ?? null}
        onClose={() => setMenu(null)}
      />
      {dialog}
      {several.dialog}
    </CurrentView>
  );
}

/** What becomes of several cards at once. */
function useSeveral(selection: Selection, stages: readonly Stage[]) {
  const [going, setGoing] = useState<Going | null>(null);
  const [left, setLeft] = useState<readonly Left[]>([]);
  const [anchor, setAnchor] = useState<Element | null>(null);
  const { chosen, keep } = selection;
  const ask = (to: string) => {
    setGoing({ ids: [...chosen.keys()], to, place: { after: null, before: null }, lane: null });
  };
  const send = useCallback(
    (view: View, from: Place, to: Place, held: string) => {
      const { column } = cellOf(to.column);
      const change = laneChange(view, from, to);
      const lane = change && isGiven(change) ? change : null;
      const place = change ? { after: null, before: null } : neighbours(view, to, held);
      const ids = [...chosen.keys()];
      const areHere = [...chosen.values()].every(({ stage }) => stage === column);
      if (!areHere) setGoing({ ids, to: column, place, lane });
      else void putAll(ids, place, lane, view.sort === 'hand');
    },
    [chosen],
  );
  useHands({
    'board.move_several':
      chosen.size > 0 ? () => setAnchor(document.querySelector('[data-testid="selection"]')) : null,
    'board.select_none': chosen.size > 0 ? () => selection.pick({ kind: 'none' }) : null,
  });
  const stage = stages.find(({ key }) => key === going?.to);
  const dialog = (
    <>
      <MenuAt
        heading={words.moveSeveral(chosen.size)}
        entries={stages.map(({ key, label }) => ({ key, label, onPick: () => ask(key) }))}
        anchor={anchor}
        onClose={() => setAnchor(null)}
      />
      {going && stage && (
        <Suspense>
          <MoveSeveral
            going={going}
            stage={stage}
            onDone={(those) => {
              setGoing(null);
              setLeft(those);
              keep(those.map(({ id }) => id));
            }}
            onClose={() => setGoing(null)}
          />
        </Suspense>
      )}
    </>
  );
  return { ask, send, left, dialog };
}

/** Cards that stay in their stage: put together where they were dropped, or given what the lane stands for. */
async function putAll(
  ids: readonly string[],
  place: Neighbours,
  lane: Going['lane'],
  isByHand: boolean,
): Promise<void> {
  const after = ids.includes(place.after ?? '') ? null : place.after;
  const before = ids.includes(place.before ?? '') ? null : place.before;
  const { row, at } = inOrder(ids, { after, before });
  const calls = row.flatMap((id): Asked[] => {
    if (lane) return laneCall(id, lane);
    return isByHand ? [{ command: 'enquiries.place', input: { id, ...at } }] : [];
  });
  try {
    const refusal = (await together(calls)).find((answer) => answer !== null);
    if (refusal) report(refusal);
  } catch (thrown) {
    report(Refusal.from(thrown));
  }
}
