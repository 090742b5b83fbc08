import { useState } from 'react';
import { type Close, Finder, type FinderEntry, type FinderGroup, Overlay } from '../../kit';
import { useFound } from './found';
import { useHints } from './hint';
import { type CommandId, specOf } from './list';
import { score } from './match';
import { words } from './messages';
import { noteUse, usedLast } from './recent';
import { IDS, run, useReadiness } from './registry';

/** Enough to choose from; who wants another one types on. */
const MOST = 8;

/** Everything that can be done now and everything that has a name, behind one line to type in. */
export function Palette({ onClosed }: { onClosed: () => void }) {
  return (
    <Overlay title={words.palette} closeLabel={words.close} place="top" isBare onClosed={onClosed}>
      {(close) => <Search close={close} />}
    </Overlay>
  );
}

function Search({ close }: { close: Close }) {
  const [text, setText] = useState('');
  const commands = useCommands(text.trim());
  const { groups: found, isAsking } = useFound(text.trim());
  const groups = [...commands, ...found].map(({ value, items }) => ({
    value,
    items: items.map((entry) => ({ ...entry, onPick: () => close(entry.onPick) })),
  }));
  const total = groups.reduce((sum, { items }) => sum + items.length, 0);
  return (
    <Finder
      label={words.palette}
      placeholder={words.type}
      text={text}
      groups={groups}
      status={total > 0 ? words.results(total) : isAsking ? words.searching : words.nothing(text.trim())}
      isEmpty={total === 0}
      onText={setText}
    />
  );
}

/** The commands that can be done now: all of them by where they work, or those that fit what was typed. */
function useCommands(text: string): FinderGroup[] {
  const isReady = useReadiness();
  const hint = useHints();
  const draw = (id: CommandId): FinderEntry => {
    const { label, group, icon: Icon } = specOf(id);
    return {
      key: id,
      label,
      // By itself a heading says it.
      detail: text === '' || group === words.anywhere ? undefined : group,
      icon: <Icon size={16} aria-hidden="true" />,
      keys: hint(id),
      onPick: () => {
        noteUse(id);
        run(id);
      },
    };
  };
  const ready = IDS.filter((id) => isReady(id) && !specOf(id).isStep);
  if (text !== '') {
    const fitting = ready
      .map((id) => ({
        id,
        points: score(text, specOf(id).label, `${specOf(id).group} ${specOf(id).words ?? ''}`),
      }))
      .filter(({ points }) => points > 0)
      .toSorted((one, other) => other.points - one.points)
      .slice(0, MOST)
      .map(({ id }) => draw(id));
    return fitting.length > 0 ? [{ value: words.commands, items: fitting }] : [];
  }
  const recent = usedLast().filter((id) => ready.includes(id));
  const groups = [...new Set(ready.map((id) => specOf(id).group))];
  const sorted = [...groups.filter((group) => group !== words.anywhere), words.anywhere];
  return [
    { value: words.recent, items: recent.map(draw) },
    ...sorted.map((group) => ({
      value: group,
      items: ready.filter((id) => specOf(id).group === group && !recent.includes(id)).map(draw),
    })),
  ].filter(({ items }) => items.length > 0);
}
