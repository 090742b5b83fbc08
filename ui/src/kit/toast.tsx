import { Toast as Parts } from '@base-ui/react/toast';
import { X } from 'lucide-react';
import styles from './toast.module.css';

const pile = Parts.createToastManager();

export interface Notice {
  title: string;
  body?: string;
  tone?: 'good' | 'bad' | 'plain';
  action?: { label: string; onPick: () => void };
  /** How long it stands, in milliseconds, when it is about something that ends then. */
  lasts?: number;
}

/** Says something for a few seconds; bad news stays for longer. Answers how to take it away. */
export function notify({ title, body, tone = 'plain', action, lasts }: Notice): () => void {
  const id = pile.add({
    title,
    description: body,
    type: tone,
    priority: tone === 'bad' ? 'high' : 'low',
    timeout: lasts ?? (tone === 'bad' ? 12_000 : 6_000),
    ...(action
      ? {
          actionProps: {
            children: action.label,
            onClick: () => {
              pile.close(id);
              action.onPick();
            },
          },
        }
      : {}),
  });
  return () => pile.close(id);
}

export function Toasts({ closeLabel }: { closeLabel: string }) {
  return (
    <Parts.Provider toastManager={pile} limit={3}>
      <Parts.Portal>
        <Parts.Viewport className={styles.viewport}>
          <Pile closeLabel={closeLabel} />
        </Parts.Viewport>
      </Parts.Portal>
    </Parts.Provider>
  );
}

function Pile({ closeLabel }: { closeLabel: string }) {
  const { toasts } = Parts.useToastManager();
  return toasts.map((toast) => (
    <Parts.Root key={toast.id} toast={toast} className={styles.toast} data-testid="toast">
      <Parts.Content className={styles.content}>
        <Parts.Title className={styles.title} />
        <Parts.Description className={styles.description} />
        <Parts.Action className={styles.action} />
      </Parts.Content>
      <Parts.Close className={styles.close} aria-label={closeLabel}>
        <X size={16} aria-hidden="true" />
      </Parts.Close>
    </Parts.Root>
  ));
}
