import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { type MailRow, useCommand } from '../../bridge';
import { Button, notify, TextArea } from '../../kit';
import { CommandButton, useHands } from '../../shell/commands';
import styles from './inbox.module.css';
import { words } from './messages';
import { replyHtml } from './verdict';

const keyOf = (id: string) => `pebble.draft.${id}`;

/** A reply. What is typed is kept on this device until it is sent or discarded. */
export function Composer({ row, onClose }: { row: MailRow; onClose: () => void }) {
  const [text, setText] = useState(() => localStorage.getItem(keyOf(row.id)) ?? '');
  const area = useRef<HTMLTextAreaElement>(null);
  const finish = () => {
    localStorage.removeItem(keyOf(row.id));
    onClose();
  };
  const reply = useCommand('email.reply', {
    onDone: () => {
      notify({ title: words.composer.sent, body: row.from.name || row.from.address, tone: 'good' });
      finish();
    },
  });
  useEffect(() => area.current?.focus(), []);
  const type = (next: string) => {
    setText(next);
    localStorage.setItem(keyOf(row.id), next);
  };
  const send = () => {
    if (text.trim() !== '' && !reply.isPending) reply.mutate({ id: row.id, html: replyHtml(text) });
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
  };
  useHands({ 'mail.send': text.trim() === '' ? null : send });
  return (
    <section className={styles.composer} aria-label={words.composer.label} data-testid="composer">
      <TextArea
        ref={area}
        label={words.composer.to(row.from.name || row.from.address)}
        rows={5}
        value={text}
        onText={type}
        onKeyDown={keys}
      />
      <div className={styles.actions}>
        <CommandButton id="mail.send" look="primary" disabled={reply.isPending} />
        <Button look="subtle" onClick={finish}>
          {words.composer.discard}
        </Button>
      </div>
    </section>
  );
}
