import { X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, type Ref, useId, useState } from 'react';
import { type Address, useQuery } from '../../../bridge';
import { isAddress, joined, parsed, shownAs } from './addresses';
import styles from './compose.module.css';
import { words } from './messages';

/** Whom a mail goes to: each a chip, and a line to type in that offers who fits. */
export function People(props: {
  label: string;
  people: readonly Address[];
  error: string | null;
  /** Stands at the end of the line. */
  after?: ReactNode;
  ref?: Ref<HTMLInputElement>;
  onPeople: (people: Address[]) => void;
}) {
  const { label, people, error, onPeople } = props;
  const id = useId();
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const asked = text.trim();
  const answer = useQuery('email.suggest', asked, { isEnabled: asked.length > 0, isSticky: true });
  const known = new Set(people.map((person) => person.address));
  const offered =
    isOpen && asked.length > 0 ? (answer.data ?? []).filter(({ address }) => !known.has(address)) : [];
  const chosen = offered[Math.min(at, offered.length - 1)];
  const typed = (next: string) => {
    setText(next);
    setAt(0);
    setOpen(true);
  };
  const add = (more: readonly Address[]) => {
    onPeople(joined(people, more));
    typed('');
    setOpen(false);
  };
  const keep = () => {
    if (asked !== '') add(parsed(text));
  };
  const keys = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (by !== 0 && offered.length > 0) {
      setAt((Math.min(at, offered.length - 1) + by + offered.length) % offered.length);
    } else if (
      (event.key === 'Enter' || event.key === 'Tab') &&
      !event.ctrlKey &&
      !event.shiftKey &&
      chosen
    ) {
      add([{ address: chosen.address, name: chosen.name }]);
    } else if (
      (event.key === 'Enter' || event.key === ',' || event.key === ';') &&
      !event.ctrlKey &&
      asked !== ''
    ) {
      keep();
    } else if (event.key === 'Escape' && offered.length > 0) {
      setOpen(false);
    } else if (event.key === 'Backspace' && text === '' && people.length > 0) {
      onPeople(people.slice(0, -1));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  const pasted = (event: ClipboardEvent) => {
    const several = parsed(event.clipboardData.getData('text/plain'));
    if (!several.some(isAddress)) return;
    event.preventDefault();
    add(several);
  };
  return (
    <div className={styles.line}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <div className={styles.people}>
        {people.map((person) => (
          <Chip
            key={person.address || person.name}
            person={person}
            onRemove={() => onPeople(people.filter((other) => other !== person))}
          />
        ))}
        <span className={styles.typed}>
          <input
            ref={props.ref}
            id={id}
            className={styles.input}
            role="combobox"
            autoComplete="off"
            spellCheck={false}
            aria-autocomplete="list"
            aria-expanded={offered.length > 0}
            aria-controls={`${id}-list`}
            aria-activedescendant={chosen ? `${id}-${chosen.address}` : undefined}
            aria-invalid={error !== null}
            placeholder={people.length === 0 ? words.peopleHint : undefined}
            value={text}
            onChange={(event) => typed(event.target.value)}
            onKeyDown={keys}
            onPaste={pasted}
            onBlur={keep}
          />
          <div
            id={`${id}-list`}
            className={styles.offered}
            role="listbox"
            aria-label={words.suggested(offered.length)}
            hidden={offered.length === 0}
          >
            {offered.map((one) => (
              // biome-ignore lint/a11y/useKeyWithClickEvents: the line above takes the keys
              // biome-ignore lint/a11y/useFocusableInteractive: focus stays in the line, which names its active entry
              <div
                key={one.address}
                id={`${id}-${one.address}`}
                role="option"
                aria-selected={one === chosen}
                // A press must not take the focus from the line, which would keep what is typed.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => add([{ address: one.address, name: one.name }])}
              >
                <span className={styles.who}>{one.name || one.address}</span>
                <span className={styles.quiet}>
                  {[one.name && one.address, one.company].filter(Boolean).join(' · ')}
                </span>
              </div>
            ))}
          </div>
        </span>
      </div>
      {props.after}
    </div>
  );
}

function Chip({ person, onRemove }: { person: Address; onRemove: () => void }) {
  const isWrong = !isAddress(person);
  return (
    <span
      className={styles.person}
      data-wrong={isWrong || undefined}
      title={isWrong ? words.wrongAddress : person.address}
      data-testid="person"
    >
      <span className={styles.name}>{shownAs(person)}</span>
      <button type="button" aria-label={words.remove(shownAs(person))} tabIndex={-1} onClick={onRemove}>
        <X size={12} aria-hidden="true" />
      </button>
    </span>
  );
}
