import { Dialog as Parts } from '@base-ui/react/dialog';
import {
  createContext,
  type FormEvent,
  type ReactNode,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';
import { Button } from './controls';
import styles from './dialog.module.css';

/** What a dialog says before it throws away what was entered. */
export interface UnsavedWords {
  unsaved: string;
  goOn: string;
  discard: string;
}

/** Without words a dialog closes at once. */
export const UnsavedWords = createContext<UnsavedWords | null>(null);

const Changed = createContext<() => void>(() => undefined);

/** For controls that are no native inputs: tells the dialog around them, if one is, that something was entered. */
export const useChanged = () => useContext(Changed);

/**
 * A question that must be answered before going on: a form with one way forward and one way back. Escape and a press
 * beside it ask first when something was entered; the button that says so does not.
 */
export function Dialog(props: {
  title: string;
  description?: string | undefined;
  submit: string;
  /** None where there is only one way on. */
  cancel: string | null;
  look?: 'primary' | 'danger';
  isBusy?: boolean;
  /** Wide for what is a table. */
  size?: 'normal' | 'wide';
  /** A third way, beside the one forward. */
  extra?: ReactNode;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, description, submit, cancel, look = 'primary', isBusy, onSubmit, onClose, children } = props;
  const { size = 'normal', extra } = props;
  const words = useContext(UnsavedWords);
  const [isChanged, setChanged] = useState(false);
  const [isLeaving, setLeaving] = useState(false);
  const left = useRef<Element | null>(null);
  const way = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isLeaving) way.current?.focus();
  }, [isLeaving]);
  const goOn = () => {
    setLeaving(false);
    if (left.current instanceof HTMLElement) left.current.focus();
  };
  const dismissed = () => {
    if (isLeaving) goOn();
    else if (words === null || !isChanged) onClose();
    else {
      left.current = document.activeElement;
      setLeaving(true);
    }
  };
  const submitted = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    if (!isLeaving) onSubmit();
  };
  return (
    <Parts.Root open onOpenChange={(isOpen) => !isOpen && dismissed()}>
      <Parts.Portal>
        <Parts.Backdrop className={styles.backdrop} />
        <Parts.Popup
          className={styles.popup}
          data-owns-keys
          data-modal
          data-size={size}
          onInput={() => setChanged(true)}
          render={<form onSubmit={submitted} noValidate />}
        >
          <Parts.Title className={styles.title}>{title}</Parts.Title>
          {description && <Parts.Description className={styles.description}>{description}</Parts.Description>}
          <Changed.Provider value={() => setChanged(true)}>
            <div className={styles.body}>{children}</div>
          </Changed.Provider>
          {words && isLeaving ? (
            <div className={styles.actions} role="alert">
              <span className={styles.unsaved}>{words.unsaved}</span>
              <Button onClick={onClose}>{words.discard}</Button>
              <Button look="primary" ref={way} onClick={goOn}>
                {words.goOn}
              </Button>
            </div>
          ) : (
            <div className={styles.actions}>
              {cancel && <Button onClick={onClose}>{cancel}</Button>}
              {extra}
              <Button look={look} type="submit" disabled={isBusy}>
                {submit}
              </Button>
            </div>
          )}
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
