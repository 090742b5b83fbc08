import { Menu as Parts } from '@base-ui/react/menu';
import {
  Fragment,
  type KeyboardEvent,
  type ReactElement,
  type ReactNode,
  type RefObject,
  useLayoutEffect,
  useRef,
  useState,
} from 'react';
import styles from './popup.module.css';

export interface MenuEntry {
  key: string;
  label: string;
  icon?: ReactNode;
  hint?: string;
  /** A key that picks it while the menu is open; shown as its hint. */
  press?: string;
  isDisabled?: boolean;
  /** A line above it: what follows is of another kind. */
  isApart?: boolean;
  onPick: () => void;
}

export interface MenuProps {
  heading?: string;
  entries: readonly MenuEntry[];
}

/** A menu that belongs to one button. */
export function Menu(props: MenuProps & { trigger: ReactElement }) {
  const [isOpen, setOpen] = useState(false);
  const popup = useRef<HTMLDivElement>(null);
  useEarlyKeys(isOpen, popup, props.entries, () => setOpen(false));
  return (
    <Parts.Root open={isOpen} onOpenChange={setOpen}>
      <Parts.Trigger render={props.trigger} />
      <Popup {...props} popup={popup} />
    </Parts.Root>
  );
}

/** Where a menu opens: beside something, or at a point. */
export type Anchor = Element | { getBoundingClientRect: () => DOMRect };

/** The place of a right click. Pressed from the keyboard there is none, and the element itself is the place. */
export function anchorOf(event: { clientX: number; clientY: number; currentTarget: Element }): Anchor {
  const { clientX: x, clientY: y, currentTarget } = event;
  return x === 0 && y === 0 ? currentTarget : { getBoundingClientRect: () => new DOMRect(x, y, 0, 0) };
}

/**
 * A menu opened from elsewhere (a key, a right click, a card's button), beside whatever it is about.
 * The focus goes back to where it was; was it nowhere, or has that gone, it goes to what the menu is about, and never to
 * some box used earlier, which would take the next key for itself.
 */
export function MenuAt(props: MenuProps & { anchor: Anchor | null; onClose: () => void }) {
  const { anchor } = props;
  const popup = useRef<HTMLDivElement>(null);
  const about = useRef<Anchor | null>(null);
  const before = useRef<Element | null>(null);
  useLayoutEffect(() => {
    if (anchor === null) return;
    about.current = anchor;
    // Asked for again while it is on its way out, it has the focus itself.
    if (!popup.current?.contains(document.activeElement)) before.current = document.activeElement;
  }, [anchor]);
  useEarlyKeys(anchor !== null, popup, props.entries, props.onClose);
  const giveBack = () => {
    const { activeElement, body } = document;
    const isTaken = activeElement !== null && activeElement !== body;
    if (isTaken && !popup.current?.contains(activeElement)) return false;
    return [before.current, about.current].find(isFocusable) ?? false;
  };
  return (
    <Parts.Root open={anchor !== null} onOpenChange={(isOpen) => !isOpen && props.onClose()}>
      <Popup {...props} popup={popup} giveBack={giveBack} />
    </Parts.Root>
  );
}

function isFocusable(to: Anchor | null): to is HTMLElement {
  return to instanceof HTMLElement && to.isConnected && to !== document.body;
}

/** How long after a letter the next one goes on with the same word. */
const PAUSE_MS = 750;

/**
 * The keys are the menu's from the press that opened it, though the focus follows a moment later: the second of two quick
 * presses must not go to what lies behind, nor be lost. A word that was begun then is gone on with here until it is typed.
 */
function useEarlyKeys(
  isOpen: boolean,
  popup: RefObject<HTMLDivElement | null>,
  entries: readonly MenuEntry[],
  onClose: () => void,
): void {
  const typed = useRef({ text: '', at: Number.NEGATIVE_INFINITY });
  useLayoutEffect(() => {
    if (!isOpen) typed.current = { text: '', at: Number.NEGATIVE_INFINITY };
  }, [isOpen]);
  useLayoutEffect(() => {
    if (!isOpen) return;
    const isWithin = ({ target }: Event) =>
      target instanceof Node && popup.current?.contains(target) === true;
    const begun = () => performance.now() - typed.current.at < PAUSE_MS;
    const named = () => {
      const text = typed.current.text.toLowerCase();
      return entries.findIndex(
        ({ label, isDisabled }) => !isDisabled && label.toLowerCase().startsWith(text),
      );
    };
    const focusNamed = () =>
      popup.current?.querySelectorAll<HTMLElement>('[role="menuitem"]')[named()]?.focus();
    const pick = (entry: MenuEntry | undefined) => {
      if (!entry) return;
      onClose();
      entry.onPick();
    };
    const take = (event: globalThis.KeyboardEvent) => {
      const { key } = event;
      const goesOn = begun();
      const isLetter = key.length === 1 && (key !== ' ' || goesOn);
      if (event.ctrlKey || event.altKey || event.metaKey || (isWithin(event) && !(isLetter && goesOn)))
        return;
      event.preventDefault();
      event.stopPropagation();
      // The key that opened it may still be held.
      if (event.repeat || event.isComposing) return;
      const entry = goesOn ? undefined : entries.find((one) => one.press === key && !one.isDisabled);
      if (entry) pick(entry);
      else if (key === 'Escape') onClose();
      else if (key === 'Enter' && goesOn) pick(entries[named()]);
      else if (isLetter) {
        typed.current = { text: goesOn ? typed.current.text + key : key, at: performance.now() };
        if (named() >= 0) focusNamed();
        // No entry begins like that: the next key is a word of its own.
        else typed.current = { text: '', at: Number.NEGATIVE_INFINITY };
      }
    };
    const arrive = (event: FocusEvent) => {
      if (isWithin(event) && begun()) focusNamed();
    };
    window.addEventListener('keydown', take, true);
    window.addEventListener('focusin', arrive);
    return () => {
      window.removeEventListener('keydown', take, true);
      window.removeEventListener('focusin', arrive);
    };
  });
}

/** Presses the entry whose key this is, in place of looking for a label that begins with it. */
function pressed(event: KeyboardEvent, entries: readonly MenuEntry[]): void {
  const at = entries.findIndex((entry) => entry.press === event.key);
  if (at < 0) return;
  event.preventDefault();
  event.stopPropagation();
  const items = event.currentTarget.querySelectorAll<HTMLElement>('[role="menuitem"]');
  items[at]?.click();
}

interface PopupProps extends MenuProps {
  anchor?: Anchor | null;
  popup?: RefObject<HTMLDivElement | null>;
  giveBack?: () => HTMLElement | false;
}

function Popup({ heading, entries, anchor, popup, giveBack }: PopupProps) {
  return (
    <Parts.Portal>
      <Parts.Positioner
        className={styles.positioner}
        side="bottom"
        align="start"
        sideOffset={4}
        {...(anchor === undefined ? {} : { anchor })}
      >
        <Parts.Popup
          className={styles.popup}
          data-owns-keys
          ref={popup}
          {...(giveBack ? { finalFocus: giveBack } : {})}
          onKeyDownCapture={(event) => pressed(event, entries)}
        >
          <Parts.Group>
            {heading && <Parts.GroupLabel className={styles.heading}>{heading}</Parts.GroupLabel>}
            {entries.map((entry) => (
              <Fragment key={entry.key}>
                {entry.isApart && <Parts.Separator className={styles.rule} />}
                <Parts.Item
                  className={styles.item}
                  disabled={entry.isDisabled ?? false}
                  onClick={entry.onPick}
                >
                  {entry.icon}
                  {entry.label}
                  {(entry.hint ?? entry.press) && (
                    <span className={styles.hint}>{entry.hint ?? entry.press}</span>
                  )}
                </Parts.Item>
              </Fragment>
            ))}
          </Parts.Group>
        </Parts.Popup>
      </Parts.Positioner>
    </Parts.Portal>
  );
}
