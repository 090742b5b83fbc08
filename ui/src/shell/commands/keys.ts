import { useEffect } from 'react';
import { strokeOf, strokes } from './chord';
import { keySet } from './key-set';
import { type CommandId, specOf } from './list';
import { IDS, isReady, placeOf, run } from './registry';
import { type CommandSpecs, chordsOf, type KeySet } from './spec';

/** How long a first stroke waits for the second. */
const PATIENCE_MS = 1200;

/** What keeps keys for itself. A menu that is on its way out (`data-closed`) keeps none: its choice was made. */
const OWNERS = 'input, textarea, select, [contenteditable="true"], [data-owns-keys]:not([data-closed])';

/** True while keys belong to something else: a text box, a menu, a dialog. */
export function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest(OWNERS) !== null;
}

/** True for a stroke that writes nothing. */
function isPlainlyACommand(stroke: string): boolean {
  return /^(Mod|Ctrl|Alt)\+/.test(stroke) || /^(Shift\+)?F\d+$/.test(stroke);
}

interface Way {
  id: CommandId;
  strokes: readonly string[];
}

const ways = new Map<KeySet, readonly Way[]>();

function waysOf(set: KeySet): readonly Way[] {
  const known = ways.get(set);
  if (known) return known;
  const made = IDS.filter((id) => !specOf(id).isOwn).flatMap((id) =>
    chordsOf(specOf(id), set).map((chord) => ({ id, strokes: strokes(chord) })),
  );
  ways.set(set, made);
  return made;
}

/** What a stroke comes to after an earlier one: a command, a beginning, or nothing. */
export function meant(
  before: string | null,
  stroke: string,
  isWanted: (id: CommandId) => boolean,
): CommandId | 'more' | null {
  const whole = before === null ? [stroke] : [before, stroke];
  const begun = waysOf(keySet()).filter(
    (way) => isWanted(way.id) && whole.every((each, at) => way.strokes[at] === each),
  );
  const done = begun.filter((way) => way.strokes.length === whole.length);
  const [front] = done.toSorted((one, other) => placeOf(other.id) - placeOf(one.id));
  if (front) return front.id;
  return begun.length > 0 ? 'more' : null;
}

/** Listens for the window: never to what is typed, to a menu, to a dialog or to an input method. */
export function useKeys(): void {
  useEffect(() => {
    let waiting: { stroke: string; at: number } | null = null;
    // Judged before anybody has heard of the key: the menu that a key closes has it, a menu that was closing has not. The
    // entry chosen there may have just become one that cannot be, and such an entry swallows every key.
    let [writes, isLeaving] = [false, false];
    const onComing = ({ target }: KeyboardEvent) => {
      writes = isTyping(target);
      isLeaving = target instanceof Element && target.closest('[data-closed]') !== null;
    };
    const onKey = (event: KeyboardEvent) => {
      if ((event.defaultPrevented && !isLeaving) || event.isComposing) return;
      if (document.querySelector('[data-modal]')) return;
      const stroke = strokeOf(event);
      if (stroke === null) return;
      const isWanted = (id: CommandId) => isReady(id) && (!writes || specOf(id).isEverywhere === true);
      if (writes && !isPlainlyACommand(stroke)) return;
      const before = waiting && event.timeStamp - waiting.at < PATIENCE_MS ? waiting.stroke : null;
      const found = meant(before, stroke, isWanted) ?? (before && meant(null, stroke, isWanted));
      waiting = found === 'more' ? { stroke, at: event.timeStamp } : null;
      if (!found) return;
      event.preventDefault();
      if (found !== 'more') run(found);
    };
    window.addEventListener('keydown', onComing, true);
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onComing, true);
      window.removeEventListener('keydown', onKey);
    };
  }, []);
}

/** Chords that mean two things at once in one place, for a set: there must be none. */
export function clashes(all: CommandSpecs, everywhere: string, set: KeySet): string[] {
  const taken = new Map<string, string>();
  const found: string[] = [];
  for (const [id, spec] of Object.entries(all)) {
    for (const chord of chordsOf(spec, set)) {
      for (const place of spec.group === everywhere ? groups(all) : [spec.group]) {
        const key = `${place}: ${strokes(chord).join(' ')}`;
        const other = taken.get(key);
        if (other !== undefined && other !== id) found.push(`${key} is ${other} and ${id}`);
        taken.set(key, id);
      }
    }
  }
  return found;
}

const groups = (all: CommandSpecs) => new Set(Object.values(all).map((spec) => spec.group));
