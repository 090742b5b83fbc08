import { ListFilter as FilterIcon, X } from 'lucide-react';
import { type RefObject, useRef, useState } from 'react';
import type { Intent } from '../../bridge';
import { IconButton, Menu, MenuAt, type MenuEntry, SearchField } from '../../kit';
import { withFilter, withoutFilter } from './filters';
import styles from './inbox.module.css';
import { filterWords, folders, intents, words } from './messages';
import type { FilterTrouble, FilterWord } from './rows';

const INTENTS = Object.keys(intents) as Intent[];

/** The search of the inbox: words and filters in one box, a menu that writes filters, and a chip for each. */
export function Search(props: {
  box: RefObject<HTMLInputElement | null>;
  text: string;
  filters: readonly FilterWord[];
  troubles: readonly FilterTrouble[];
  onText: (text: string) => void;
}) {
  const { box, text, onText } = props;
  const anchor = useRef<HTMLDivElement>(null);
  const [isChoosing, setChoosing] = useState(false);
  const write = (filter: string) => {
    onText(withFilter(text, filter));
    // What takes a value waits for it; the menu gives the focus back first.
    if (filter.endsWith(':')) setTimeout(() => box.current?.focus());
  };
  const typed = new Set(text.split(/\s+/));
  return (
    <>
      <div className={styles.searchLine} ref={anchor}>
        <SearchField ref={box} label={words.search} value={text} onText={onText} />
        <Menu
          heading={filterWords.heading}
          entries={entries(write, () => setChoosing(true))}
          trigger={
            <IconButton
              label={filterWords.label}
              icon={<FilterIcon size={16} aria-hidden="true" />}
              data-testid="filter"
            />
          }
        />
      </div>
      <MenuAt
        heading={filterWords.intentHeading}
        anchor={isChoosing ? anchor.current : null}
        onClose={() => setChoosing(false)}
        entries={INTENTS.map((intent) => ({
          key: intent,
          label: intents[intent],
          onPick: () => write(`intent:${intent}`),
        }))}
      />
      {props.filters.length > 0 && (
        <ul className={styles.filters} aria-label={filterWords.chips}>
          {props.filters.map((filter) => (
            <li key={filter.text}>
              <button
                type="button"
                className={styles.filter}
                aria-label={filterWords.remove(filter.text)}
                data-testid="filter-chip"
                onClick={() => onText(withoutFilter(text, filter.text))}
              >
                <span>{`${filterWords.names[filter.key] ?? filter.key}: ${shown(filter)}`}</span>
                <X size={12} aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      )}
      {props.troubles
        .filter((trouble) => typed.has(trouble.text) || trouble.text.includes('"'))
        .map((trouble) => (
          <p key={trouble.text} className={styles.trouble} role="status" data-testid="filter-trouble">
            {trouble.message}
          </p>
        ))}
    </>
  );
}

/** A value in the words of the screen. */
function shown({ key, value }: FilterWord): string {
  if (key === 'intent' && value in intents) return intents[value as Intent];
  if (key === 'in' && value in folders) return folders[value as keyof typeof folders];
  return value;
}

function entries(write: (filter: string) => void, onIntent: () => void): MenuEntry[] {
  const entry = (key: string, label: string, filter: string): MenuEntry => ({
    key,
    label,
    hint: filter,
    onPick: () => write(filter),
  });
  return [
    entry('unread', filterWords.unread, 'is:unread'),
    entry('attachment', filterWords.attachment, 'has:attachment'),
    entry('today', filterWords.today, 'after:today'),
    entry('week', filterWords.week, 'after:7d'),
    entry('month', filterWords.month, 'after:30d'),
    { ...entry('from', filterWords.from, 'from:'), isApart: true },
    entry('to', filterWords.to, 'to:'),
    entry('company', filterWords.company, 'company:'),
    { ...entry('intent', filterWords.intent, 'intent:'), onPick: onIntent },
    entry('after', filterWords.after, 'after:'),
    entry('before', filterWords.before, 'before:'),
    entry('in', filterWords.in, 'in:'),
  ];
}
