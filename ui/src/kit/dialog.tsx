import { Dialog as Parts } from '@base-ui/react/dialog';
import type { FormEvent, ReactNode } from 'react';
import { Button } from './controls';
import styles from './dialog.module.css';

/** A question that must be answered before going on: a form with one way forward and one way back. */
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
  const submitted = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    onSubmit();
  };
  return (
    <Parts.Root open onOpenChange={(isOpen) => !isOpen && onClose()}>
      <Parts.Portal>
        <Parts.Backdrop className={styles.backdrop} />
        <Parts.Popup
          className={styles.popup}
          data-owns-keys
          data-modal
          data-size={size}
          render={<form onSubmit={submitted} noValidate />}
        >
          <Parts.Title className={styles.title}>{title}</Parts.Title>
          {description && <Parts.Description className={styles.description}>{description}</Parts.Description>}
          <div className={styles.body}>{children}</div>
          <div className={styles.actions}>
            {cancel && <Button onClick={onClose}>{cancel}</Button>}
            {extra}
            <Button look={look} type="submit" disabled={isBusy}>
              {submit}
            </Button>
          </div>
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
