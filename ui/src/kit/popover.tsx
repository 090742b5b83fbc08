import { Popover as Parts } from '@base-ui/react/popover';
import type { ReactElement, ReactNode } from 'react';
import styles from './popover.module.css';
import popup from './popup.module.css';

/** Something to look at and press beside the button that opens it; what is behind it stays in reach. */
export function Popover(props: {
  title: string;
  isOpen: boolean;
  onOpen: (isOpen: boolean) => void;
  trigger: ReactElement;
  children: ReactNode;
}) {
  return (
    <Parts.Root open={props.isOpen} onOpenChange={props.onOpen}>
      <Parts.Trigger render={props.trigger} />
      <Parts.Portal>
        <Parts.Positioner
          className={popup.positioner}
          side="top"
          align="start"
          sideOffset={6}
          collisionPadding={8}
        >
          <Parts.Popup className={`${popup.popup} ${styles.popup}`} data-owns-keys>
            <Parts.Title className={styles.title}>{props.title}</Parts.Title>
            {props.children}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
