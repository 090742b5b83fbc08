import { Filter } from 'lucide-react';
import type { BoardDensity, BoardShown, LaneBy } from '../../bridge';
import { Badge, Button, SearchField, Select } from '../../kit';
import { CommandButton, run, useSearchBox } from '../../shell/commands';
import { setParams } from '../../shell/router';
import styles from './card.module.css';
import { words } from './messages';
import { DENSITIES, LANES, SORTS } from './shown';
import { Views } from './views';

export function chooseDensity(density: BoardDensity): void {
  setParams({ density: density === 'normal' ? null : density });
}

export function chooseLanes(lanes: LaneBy | null): void {
  setParams({ lanes, shut: null });
}

/** What stands above the board: to find, to narrow, to cut, to order, to keep and to add. */
export function Tools(props: { query: string; shown: BoardShown; narrowed: number }) {
  const { query, shown, narrowed } = props;
  const box = useSearchBox();
  return (
    <>
      <div className={styles.find}>
        <SearchField
          ref={box}
          label={words.search}
          value={query}
          onText={(text) => setParams({ q: text }, { replace: true })}
        />
      </div>
      <Button
        icon={<Filter size={16} aria-hidden="true" />}
        aria-keyshortcuts="f"
        onClick={() => run('board.filter')}
      >
        {words.narrow}
        {narrowed > 0 && <Badge tone="brand">{narrowed}</Badge>}
      </Button>
      <div className={styles.lanes}>
        <Select
          isBare
          label={words.lanes.title}
          choices={(['none', ...LANES] as const).map((value) => ({ value, label: words.lanes.by[value] }))}
          value={shown.lanes ?? 'none'}
          onValue={(value) => chooseLanes(value === 'none' ? null : value)}
        />
      </div>
      <div className={styles.sort}>
        <Select
          isBare
          label={words.sort}
          choices={SORTS.map((value) => ({ value, label: words.sorts[value] }))}
          value={shown.sort}
          onValue={(value) => setParams({ sort: value === 'hand' ? null : value })}
        />
      </div>
      <div className={styles.density}>
        <Select
          isBare
          label={words.density}
          choices={DENSITIES.map((value) => ({ value, label: words.densities[value] }))}
          value={shown.density}
          onValue={chooseDensity}
        />
      </div>
      <Views />
      <CommandButton id="board.add" look="primary" />
    </>
  );
}
