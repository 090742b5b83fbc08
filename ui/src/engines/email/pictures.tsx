import { ImageDown, ImageOff } from 'lucide-react';
import { useEffect } from 'react';
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

/**
 * Pictures that came with a mail tell nobody that it was opened: they are fetched unasked, as soon as it is. Says which are
 * missing when they cannot be had now.
 */
export function OwnPictures({ detail }: { detail: MailDetail }) {
  const { id } = detail.row;
  const count = detail.pictures_away;
  const { mutate, error, isPending } = useCommand('app.fetch_pictures', { onRefused: () => true });
  const isAway = count > 0;
  useEffect(() => {
    if (isAway) mutate({ id });
  }, [isAway, id, mutate]);
  if (!isAway || !error) return null;
  return (
    <div className={styles.pictures} role="note" data-testid="pictures-away">
      <ImageDown size={16} aria-hidden="true" />
      <span>
        {words.pictures.away(count)} {error.message}
      </span>
      <Button size="small" disabled={isPending} onClick={() => mutate({ id })}>
        {words.pictures.fetch}
      </Button>
    </div>
  );
}
