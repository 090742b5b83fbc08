import { Autocomplete as Parts } from '@base-ui/react/autocomplete';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { Kbd } from './controls';
import styles from './finder.module.css';

export interface FinderEntry {
  key: string;
  label: string;
  /** What tells it from others of the same name. */
  detail?: string | undefined;
  icon?: ReactNode;
  keys?: string | undefined;
  onPick: () => void;
}

export interface FinderGroup {
  value: string;
  items: FinderEntry[];
}

/**
 * A line to type in and what fits it below, by groups. The first entry is always marked, arrows mark another, Enter
 * takes it. What fits is the caller's to say.
 */
export function Finder(props: {
  label: string;
  placeholder: string;
  text: string;
  groups: FinderGroup[];
  /** Said when nothing fits; read aloud as it changes. */
  status: string;
  isEmpty: boolean;
  onText: (text: string) => void;
}) {
  const { label, placeholder, text, groups, status, isEmpty, onText } = props;
  return (
    <Parts.Root<{ items: FinderEntry[]; value: string }[]>
      open
      inline
      items={groups}
      filter={null}
      mode="none"
      autoHighlight="always"
      keepHighlight
      value={text}
      onValueChange={(next, { reason }) => reason !== 'item-press' && onText(next)}
      itemToStringValue={(entry: FinderEntry) => entry.label}
    >
      <div className={styles.top}>
        <Search size={18} aria-hidden="true" />
        <Parts.Input className={styles.input} aria-label={label} placeholder={placeholder} />
      </div>
      <Parts.List className={styles.list} data-testid="finder">
        {(group: FinderGroup) => (
          <Parts.Group key={group.value} items={group.items} className={styles.group}>
            <Parts.GroupLabel className={styles.heading}>{group.value}</Parts.GroupLabel>
            <Parts.Collection>
              {(entry: FinderEntry) => <Line key={entry.key} entry={entry} />}
            </Parts.Collection>
          </Parts.Group>
        )}
      </Parts.List>
      <Parts.Status className={isEmpty ? styles.status : 'sr-only'}>{status}</Parts.Status>
    </Parts.Root>
  );
}

function Line({ entry }: { entry: FinderEntry }) {
  return (
    <Parts.Item value={entry} className={styles.entry} onClick={entry.onPick} data-testid="found">
      <span className={styles.icon}>{entry.icon}</span>
      <span className={styles.label}>{entry.label}</span>
      {entry.detail && <span className={styles.detail}>{entry.detail}</span>}
      {entry.keys && (
        <span className={styles.keys}>
          <Kbd>{entry.keys}</Kbd>
        </span>
      )}
    </Parts.Item>
  );
}
