import { Dialog as Parts } from '@base-ui/react/dialog';
import { X } from 'lucide-react';
import { type ReactNode, useRef, useState } from 'react';
import { IconButton } from './controls';
import styles from './dialog.module.css';

/** Closes, and does something once the focus is back where it was. */
export type Close = (then?: () => void) => void;

/** True while something stands in front of everything else: what appears behind it leaves the cursor there. */
export function isModalOpen(): boolean {
  return document.querySelector('[data-modal]:not([data-closed])') !== null;
}

/** Something to look at in front of everything else, with nothing to fill in. Escape or a press beside it closes it. */
export function Overlay(props: {
  title: string;
  closeLabel: string;
  /** At the top, where what is in it is typed; else in the middle. */
  place?: 'top' | 'middle';
  /** Without a head the title is only read aloud. */
  isBare?: boolean;
  onClosed: () => void;
  children: (close: Close) => ReactNode;
}) {
  const { title, closeLabel, place = 'middle', isBare = false, onClosed, children } = props;
  const [isOpen, setOpen] = useState(true);
  const popup = useRef<HTMLDivElement>(null);
  const after = useRef<(() => void) | undefined>(undefined);
  const close: Close = (then) => {
    after.current = then;
    setOpen(false);
  };
  const closed = (is: boolean) => {
    if (is) return;
    onClosed();
    after.current?.();
  };
  return (
    <Parts.Root open={isOpen} onOpenChange={setOpen} onOpenChangeComplete={closed}>
      <Parts.Portal>
        <Parts.Backdrop className={styles.backdrop} />
        <Parts.Popup
          ref={popup}
          className={styles.popup}
          // Not the button that closes it, when there is something to scroll.
          initialFocus={() => popup.current?.querySelector<HTMLElement>('[tabindex="0"]') ?? true}
          data-owns-keys
          data-modal
          data-size={isBare ? 'bare' : 'wide'}
          data-place={place}
        >
          {isBare ? (
            <Parts.Title className="sr-only">{title}</Parts.Title>
          ) : (
            <div className={styles.header}>
              <Parts.Title className={styles.title}>{title}</Parts.Title>
              <IconButton
                label={closeLabel}
                icon={<X size={18} aria-hidden="true" />}
                onClick={() => close()}
              />
            </div>
          )}
          {children(close)}
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
