import type { KeyboardEvent, ReactNode } from 'react';
import styles from './tabs.module.css';

export interface TabEntry<K extends string> {
  key: K;
  label: string;
  after?: ReactNode;
}

/** A row of tabs; the panel is the caller's, named by `panelId`. Arrow keys move and choose. */
export function Tabs<K extends string>(props: {
  label: string;
  entries: readonly TabEntry<K>[];
  chosen: K;
  panelId: string;
  onChoose: (key: K) => void;
}) {
  const { entries, chosen, onChoose } = props;
  const move = (event: KeyboardEvent) => {
    const delta = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (delta === 0) return;
    event.preventDefault();
    const at = entries.findIndex((entry) => entry.key === chosen);
    const next = (at + delta + entries.length) % entries.length;
    const entry = entries[next];
    if (!entry) return;
    onChoose(entry.key);
    const tab = event.currentTarget.children[next];
    if (tab instanceof HTMLElement) tab.focus();
  };
  return (
    <div className={styles.tabs} role="tablist" aria-label={props.label} onKeyDown={move}>
      {entries.map((entry) => (
        <button
          key={entry.key}
          type="button"
          role="tab"
          className={styles.tab}
          aria-selected={entry.key === chosen}
          aria-controls={props.panelId}
          tabIndex={entry.key === chosen ? 0 : -1}
          onClick={() => onChoose(entry.key)}
        >
          {entry.label}
          {entry.after}
        </button>
      ))}
    </div>
  );
}
