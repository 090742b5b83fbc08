import { Button, type ButtonProps, IconButton, Kbd, Tip } from '../../kit';
import { aria } from './chord';
import { useHints } from './hint';
import { useKeySet } from './key-set';
import { type CommandId, specOf } from './list';
import { run, useReadiness } from './registry';
import { chordsOf } from './spec';

interface Props extends Omit<ButtonProps, 'icon' | 'onClick' | 'children'> {
  id: CommandId;
  /** Only its picture; the label is the tip. */
  isIcon?: boolean;
}

/** The button of a command: its words, its picture and its keys are the command's, and so is whether it can be pressed. */
export function CommandButton({ id, isIcon = false, disabled, look = 'subtle', ...rest }: Props) {
  const isReady = useReadiness();
  const hint = useHints()(id);
  const { label, icon: Icon, ...spec } = specOf(id);
  const chords = chordsOf({ label, icon: Icon, ...spec }, useKeySet());
  const shared = {
    ...rest,
    look,
    disabled: disabled || !isReady(id),
    icon: <Icon size={16} aria-hidden="true" />,
    // A form that it submits does the same: once is enough.
    ...(rest.type === 'submit' ? {} : { onClick: () => run(id) }),
    ...(chords.length > 0 ? { 'aria-keyshortcuts': chords.map((chord) => aria(chord)).join(' ') } : {}),
  };
  if (isIcon) return <IconButton {...shared} label={label} keys={hint} />;
  const button = <Button {...shared}>{label}</Button>;
  return hint === undefined ? (
    button
  ) : (
    <Tip text={label} keys={<Kbd>{hint}</Kbd>}>
      {button}
    </Tip>
  );
}
