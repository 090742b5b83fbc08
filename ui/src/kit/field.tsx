import { Select as Parts } from '@base-ui/react/select';
import { Switch as SwitchParts } from '@base-ui/react/switch';
import { Check, ChevronDown, CircleAlert, Search } from 'lucide-react';
import {
  type InputHTMLAttributes,
  type ReactNode,
  type Ref,
  type TextareaHTMLAttributes,
  useId,
} from 'react';
import { useChanged } from './dialog';
import styles from './field.module.css';
import { words } from './messages';
import popup from './popup.module.css';

export interface FieldProps {
  label: string;
  hint?: string | undefined;
  error?: string | null | undefined;
  isOptional?: boolean | undefined;
}

interface Wiring {
  id: string;
  'aria-invalid': boolean;
  'aria-describedby': string | undefined;
}

/** A label, a control, and below it either what is wrong or a hint. */
export function Field(props: FieldProps & { children: (wiring: Wiring) => ReactNode }) {
  const { label, hint, error, isOptional, children } = props;
  const id = useId();
  const note = error ?? hint;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label} {isOptional && <span className={styles.optional}>({words.optional})</span>}
      </label>
      {children({ id, 'aria-invalid': Boolean(error), 'aria-describedby': note ? `${id}-note` : undefined })}
      {note && (
        <span
          id={`${id}-note`}
          className={error ? styles.error : styles.hint}
          role={error ? 'alert' : undefined}
        >
          {error && <CircleAlert size={14} aria-hidden="true" />}
          {note}
        </span>
      )}
    </div>
  );
}

type NativeInput = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'value'>;

export interface TextFieldProps extends FieldProps, NativeInput {
  value: string;
  onText: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}

export function TextField({ label, hint, error, isOptional, onText, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional}>
      {(wiring) => (
        <input
          type="text"
          {...rest}
          {...wiring}
          className={styles.input}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A calendar day as `YYYY-MM-DD`. */
export function DateField(props: TextFieldProps) {
  return <TextField {...props} type="date" />;
}

export interface TextAreaProps
  extends FieldProps,
    Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange' | 'value'> {
  value: string;
  onText: (value: string) => void;
  ref?: Ref<HTMLTextAreaElement>;
}

export function TextArea({ label, hint, error, isOptional, onText, ...rest }: TextAreaProps) {
  return (
    <Field label={label} hint={hint} error={error} isOptional={isOptional}>
      {(wiring) => (
        <textarea
          {...rest}
          {...wiring}
          className={styles.input}
          onChange={(event) => onText(event.target.value)}
        />
      )}
    </Field>
  );
}

/** A search box: its label is its placeholder. */
export function SearchField(props: {
  label: string;
  value: string;
  onText: (value: string) => void;
  ref?: Ref<HTMLInputElement>;
}) {
  return (
    <div className={styles.search}>
      <Search size={16} aria-hidden="true" />
      <input
        ref={props.ref}
        type="search"
        className={styles.input}
        aria-label={props.label}
        placeholder={props.label}
        value={props.value}
        onChange={(event) => props.onText(event.target.value)}
      />
    </div>
  );
}

export interface Choice<V extends string> {
  value: V;
  label: string;
}

/** One of a few. Without a visible label it carries an `aria-label`. */
export function Select<V extends string>(props: {
  label: string;
  choices: readonly Choice<V>[];
  value: V | null;
  onValue: (value: V) => void;
  placeholder?: string;
  isBare?: boolean;
  error?: string | null | undefined;
  isOptional?: boolean | undefined;
}) {
  const { label, choices, value, onValue, placeholder, isBare, error, isOptional } = props;
  const changed = useChanged();
  const valued = (next: V | null) => {
    if (next === null) return;
    changed();
    onValue(next);
  };
  const shown = choices.find((choice) => choice.value === value)?.label ?? placeholder ?? '';
  const control = (wiring: Partial<Wiring>) => (
    <Parts.Root<V> value={value} onValueChange={valued} items={[...choices]}>
      <Parts.Trigger {...wiring} className={`${styles.input} ${styles.trigger}`} aria-label={label}>
        <span className={styles.value}>{shown}</span>
        <ChevronDown size={16} aria-hidden="true" />
      </Parts.Trigger>
      <Parts.Portal>
        <Parts.Positioner className={popup.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Parts.Popup className={popup.popup} data-owns-keys>
            <Parts.List className={popup.list}>
              {choices.map((choice) => (
                <Parts.Item key={choice.value} value={choice.value} className={popup.item}>
                  <Parts.ItemText>{choice.label}</Parts.ItemText>
                  <Parts.ItemIndicator className={popup.mark}>
                    <Check size={14} aria-hidden="true" />
                  </Parts.ItemIndicator>
                </Parts.Item>
              ))}
            </Parts.List>
          </Parts.Popup>
        </Parts.Positioner>
      </Parts.Portal>
    </Parts.Root>
  );
  if (isBare) return control({});
  return (
    <Field label={label} error={error} isOptional={isOptional}>
      {control}
    </Field>
  );
}

export function Switch(props: { label: string; isOn: boolean; onSwitch: (isOn: boolean) => void }) {
  return (
    <SwitchParts.Root
      className={styles.switch}
      aria-label={props.label}
      checked={props.isOn}
      onCheckedChange={props.onSwitch}
    >
      <SwitchParts.Thumb className={styles.thumb} />
    </SwitchParts.Root>
  );
}
