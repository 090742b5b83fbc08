import { type Anchor, MenuAt, type MenuEntry } from '../../kit';
import { useHints } from './hint';
import { type CommandId, specOf } from './list';
import { run, useReadiness } from './registry';

/** Of a menu: commands, and `null` for a line between two kinds. */
export type MenuOf = readonly (CommandId | null)[];

/** The entries for those of these commands that can be done now. */
export function useEntries(ids: MenuOf): MenuEntry[] {
  const isReady = useReadiness();
  const hint = useHints();
  const entries: MenuEntry[] = [];
  let isApart = false;
  for (const id of ids) {
    if (id === null) {
      isApart = entries.length > 0;
    } else if (isReady(id)) {
      const { label, icon: Icon } = specOf(id);
      const keys = hint(id);
      entries.push({
        key: id,
        label,
        icon: <Icon size={16} aria-hidden="true" />,
        ...(keys === undefined ? {} : { hint: keys }),
        isApart,
        onPick: () => run(id),
      });
      isApart = false;
    }
  }
  return entries;
}

/** The menu of a right click: what can be done with what was clicked. */
export function ContextMenu(props: { ids: MenuOf; anchor: Anchor | null; onClose: () => void }) {
  const entries = useEntries(props.ids);
  return <MenuAt entries={entries} anchor={props.anchor} onClose={props.onClose} />;
}
