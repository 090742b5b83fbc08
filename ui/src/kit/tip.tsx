import { Tooltip as Parts } from '@base-ui/react/tooltip';
import type { ReactElement, ReactNode } from 'react';
import styles from './popup.module.css';

/** Tips near each other open at once after the first; without it each waits by itself. */
export const Tips = (props: { children: ReactNode }) => (
  <Parts.Provider delay={500} closeDelay={0}>
    {props.children}
  </Parts.Provider>
);

/** What a control does and the keys for it, on hover and on focus. The control carries the same as its label. */
export function Tip(props: { text: string; keys?: ReactNode; children: ReactElement }) {
  return (
    <Parts.Root>
      <Parts.Trigger render={props.children} />
      <Parts.Portal>
        <Parts.Positioner className={styles.positioner} sideOffset={6}>
          <Parts.Popup className={styles.tip} data-testid="tip">
            {props.text}
            {props.keys}
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
}
