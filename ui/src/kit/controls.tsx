import type { ButtonHTMLAttributes, ReactNode, Ref } from 'react';
import styles from './controls.module.css';
import { initials } from './format';
import { Tip } from './tip';

type Look = 'primary' | 'plain' | 'subtle' | 'danger';
type Size = 'normal' | 'small';
export type Tone = 'neutral' | 'brand' | 'good' | 'warn' | 'bad' | 'outline';

export interface ButtonProps extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: Look;
  size?: Size;
  icon?: ReactNode;
  ref?: Ref<HTMLButtonElement>;
}

export function Button({ look = 'plain', size = 'normal', icon, className, children, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={join(styles.button, className)}
      data-look={look}
      data-size={size}
    >
      {icon}
      {children}
    </button>
  );
}

export interface IconButtonProps extends ButtonProps {
  /** What it does: read aloud, and shown on hover. */
  label: string;
  /** The keys that do the same, shown beside it. */
  keys?: string | undefined;
}

export function IconButton({
  label,
  look = 'subtle',
  size = 'normal',
  keys,
  icon,
  className,
  ...rest
}: IconButtonProps) {
  return (
    <Tip text={label} keys={keys && <Kbd>{keys}</Kbd>}>
      <button
        type="button"
        aria-label={label}
        {...rest}
        className={join(styles.button, styles.icon, className)}
        data-look={look}
        data-size={size}
      >
        {icon}
      </button>
    </Tip>
  );
}

export function Chip(props: { tone?: Tone; title?: string; children: ReactNode }) {
  return (
    <span className={styles.chip} data-tone={props.tone ?? 'neutral'} title={props.title}>
      {props.children}
    </span>
  );
}

export function Badge(props: { tone?: Tone; children: ReactNode }) {
  return (
    <span className={styles.badge} data-tone={props.tone ?? 'neutral'}>
      {props.children}
    </span>
  );
}

/** A person or company as a disc with initials; decoration only, the name stands beside it. */
export function Avatar({ name }: { name: string }) {
  let sum = 0;
  for (const letter of name) sum += letter.codePointAt(0) ?? 0;
  return (
    <span className={styles.avatar} data-hue={sum % 6} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}

export function Spinner({ label }: { label: string }) {
  return <div className={styles.spinner} role="status" aria-label={label} data-testid="spinner" />;
}

export function join(...names: (string | undefined | false)[]): string {
  return names.filter(Boolean).join(' ');
}
