import { Dialog as Parts } from '@base-ui/react/dialog';
import type { FormEvent, ReactNode } from 'react';
import { Button } from './controls';
import styles from './dialog.module.css';

/** A question that must be answered before going on: a form with one way forward and one way back. */
export function Dialog(props: {
  title: string;
  description?: string | undefined;
  submit: string;
  cancel: string;
  look?: 'primary' | 'danger';
  isBusy?: boolean;
  onSubmit: () => void;
  onClose: () => void;
  children?: ReactNode;
}) {
  const { title, description, submit, cancel, look = 'primary', isBusy, onSubmit, onClose, children } = props;
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
          render={<form onSubmit={submitted} noValidate />}
        >
          <Parts.Title className={styles.title}>{title}</Parts.Title>
          {description && <Parts.Description className={styles.description}>{description}</Parts.Description>}
          <div className={styles.body}>{children}</div>
          <div className={styles.actions}>
            <Button onClick={onClose}>{cancel}</Button>
            <Button look={look} type="submit" disabled={isBusy}>
              {submit}
            </Button>
          </div>
        </Parts.Popup>
      </Parts.Portal>
    </Parts.Root>
  );
}
