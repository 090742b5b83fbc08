import { ImageOff } from 'lucide-react';
import { type MailDetail, useCommand } from '../../bridge';
import { Button } from '../../kit';
import { useHands } from '../../shell/commands';
import styles from './letter.module.css';
import { words } from './messages';

/** Says that a mail asks for pictures of the web, and lets a person decide: for this mail, or for its sender. */
export function Pictures(props: { detail: MailDetail; isShown: boolean; onShow: () => void }) {
  const { detail, isShown, onShow } = props;
  const trust = useCommand('email.trust_pictures');
  const id = detail.row.id;
  const isTrusted = detail.shows_pictures;
  useHands({ 'mail.pictures': detail.has_pictures && !isShown && !isTrusted ? onShow : null });
  if (!detail.has_pictures || (isShown && !isTrusted)) return null;
  return (
    <div className={styles.pictures} role="note" data-testid="pictures">
      <ImageOff size={16} aria-hidden="true" />
      <span>{isTrusted ? words.pictures.trusted : words.pictures.blocked}</span>
      {isTrusted ? (
        <Button size="small" look="subtle" onClick={() => trust.mutate({ id, is_trusted: false })}>
          {words.pictures.never}
        </Button>
      ) : (
        <>
          <Button size="small" onClick={onShow}>
            {words.pictures.show}
          </Button>
          <Button size="small" look="subtle" onClick={() => trust.mutate({ id, is_trusted: true })}>
            {words.pictures.always}
          </Button>
        </>
      )}
    </div>
  );
}
