import type { Instant } from '../../../bridge';
import { useFormat } from '../../../kit';
import { CommandButton } from '../../../shell/commands';
import styles from './compose.module.css';
import { Later } from './later';
import { words } from './messages';
import type { Kept } from './use-draft';

/** What can be done with the mail, and that it is kept. */
export function Foot(props: {
  kept: Kept;
  savedAt: Instant;
  isBusy: boolean;
  onLater: (at: Instant) => void;
}) {
  const { time } = useFormat();
  const { kept } = props;
  const said =
    kept === 'keeping' ? words.keeping : kept === 'unkept' ? words.unkept : words.kept(time(props.savedAt));
  return (
    <div className={styles.foot}>
      <CommandButton id="mail.send" look="primary" disabled={props.isBusy} />
      <Later isDisabled={props.isBusy} onSend={props.onLater} />
      <CommandButton id="mail.attach" isIcon />
      <CommandButton id="mail.template" isIcon />
      <CommandButton id="mail.discard" isIcon />
      <span className={styles.kept} data-kept={kept} data-testid="kept">
        {said}
      </span>
    </div>
  );
}
