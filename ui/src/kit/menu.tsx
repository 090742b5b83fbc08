import { Menu as Parts } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import styles from './popup.module.css';

export interface MenuEntry {
  key: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  isDisabled?: boolean;
  onPick: () => void;
}

export interface MenuProps {
  heading?: string;
  entries: readonly MenuEntry[];
}

/** A menu that belongs to one button. */
export function Menu(props: MenuProps & { trigger: ReactElement }) {
  return (
    <Parts.Root>
      <Parts.Trigger render={props.trigger} />
      <Popup {...props} />
    </Parts.Root>
  );
}

/** A menu opened from elsewhere (a key, a card's button), beside whatever it is about. */
export function MenuAt(props: MenuProps & { anchor: Element | null; onClose: () => void }) {
  return (
    <Parts.Root open={props.anchor !== null} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Popup {...props} />
    </Parts.Root>
  );
}

function Popup({ heading, entries, anchor }: MenuProps & { anchor?: Element | null }) {
  return (
    <Parts.Portal>
      <Parts.Positioner
        className={styles.positioner}
        side="bottom"
        align="start"
        sideOffset={4}
        {...(anchor === undefined ? {} : { anchor })}
      >
        <Parts.Popup className={styles.popup} data-owns-keys>
          <Parts.Group>
            {heading && <Parts.GroupLabel className={styles.heading}>{heading}</Parts.GroupLabel>}
            {entries.map((entry) => (
              <Parts.Item
                key={entry.key}
                className={styles.item}
                disabled={entry.isDisabled ?? false}
                onClick={entry.onPick}
              >
                {entry.icon}
                {entry.label}
                {entry.hint && <span className={styles.hint}>{entry.hint}</span>}
              </Parts.Item>
            ))}
          </Parts.Group>
        </Parts.Popup>
      </Parts.Positioner>
    </Parts.Portal>
  );
}
