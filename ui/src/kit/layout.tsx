import {
  type CSSProperties,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
  useCallback,
  useState,
} from 'react';
import { join } from './controls';
import styles from './layout.module.css';

export function Page(props: { title: string; sub?: ReactNode; tools?: ReactNode; children: ReactNode }) {
  return (
    <section className={styles.page} aria-label={props.title}>
      <header className={styles.head}>
        <h1 className={styles.title}>{props.title}</h1>
        {props.sub && <span className={styles.sub}>{props.sub}</span>}
        {props.tools && <div className={styles.tools}>{props.tools}</div>}
      </header>
      {props.children}
    </section>
  );
}

/** A white sheet on the grey desk. */
export function Pane(props: { label: string; className?: string | undefined; children: ReactNode }) {
  return (
    <section className={join(styles.pane, props.className)} aria-label={props.label} data-pane>
      {props.children}
    </section>
  );
}

export function EmptyState(props: { icon: ReactNode; title: string; body?: string; action?: ReactNode }) {
  return (
    <div className={styles.empty} data-testid="empty">
      <span className={styles.glyph} aria-hidden="true">
        {props.icon}
      </span>
      <strong>{props.title}</strong>
      {props.body && <p>{props.body}</p>}
      {props.action}
    </div>
  );
}

const KEY_STEP = 16;

/** Two panes with a border that can be dragged or nudged with the arrow keys. The width is kept on this device. */
export function SplitPane(props: {
  name: string;
  label: string;
  initial: number;
  least: number;
  most: number;
  first: ReactNode;
  second: ReactNode;
}) {
  const { name, least, most } = props;
  const clamp = useCallback((value: number) => Math.min(most, Math.max(least, value)), [least, most]);
  const [width, setWidth] = useState(() => clamp(readWidth(name) ?? props.initial));
  const resize = (value: number) => {
    const next = clamp(value);
    setWidth(next);
    localStorage.setItem(keyOf(name), String(next));
  };
  const grab = (event: PointerEvent<HTMLDivElement>) => {
    const grip = event.currentTarget;
    const from = event.clientX;
    grip.setPointerCapture(event.pointerId);
    const move = (moved: globalThis.PointerEvent) => resize(width + moved.clientX - from);
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', () => grip.removeEventListener('pointermove', move), { once: true });
  };
  const nudge = (event: KeyboardEvent) => {
    const delta = event.key === 'ArrowLeft' ? -KEY_STEP : event.key === 'ArrowRight' ? KEY_STEP : 0;
    if (delta !== 0) {
      event.preventDefault();
      resize(width + delta);
    }
  };
  const columns: CSSProperties = { gridTemplateColumns: `minmax(0, ${width}px) auto minmax(0, 1fr)` };
  return (
    <div className={styles.split} style={columns}>
      {props.first}
      <div
        className={styles.grip}
        role="separator"
        aria-orientation="vertical"
        aria-label={props.label}
        aria-valuenow={width}
        aria-valuemin={least}
        aria-valuemax={most}
        tabIndex={0}
        onPointerDown={grab}
        onKeyDown={nudge}
      />
      {props.second}
    </div>
  );
}

const keyOf = (name: string) => `pebble.split.${name}`;

function readWidth(name: string): number | null {
  const kept = Number(localStorage.getItem(keyOf(name)));
  return Number.isFinite(kept) && kept > 0 ? kept : null;
}
