import { Checkbox as Parts } from '@base-ui/react/checkbox';
import { Check, Minus } from 'lucide-react';
import styles from './checkbox.module.css';

/** A box to tick; half ticked when it stands for several of which only some are. */
export function Checkbox(props: {
  label: string;
  isOn: boolean;
  isPartly?: boolean;
  tabIndex?: number;
  onTick: (isOn: boolean) => void;
}) {
  const { label, isOn, isPartly = false, tabIndex, onTick } = props;
  return (
    <Parts.Root
      className={styles.box}
      aria-label={label}
      checked={isOn}
      indeterminate={isPartly}
      onCheckedChange={onTick}
      {...(tabIndex === undefined ? {} : { tabIndex })}
    >
      <Parts.Indicator className={styles.mark} keepMounted={false}>
        {isPartly ? <Minus size={12} aria-hidden="true" /> : <Check size={12} aria-hidden="true" />}
      </Parts.Indicator>
    </Parts.Root>
  );
}
