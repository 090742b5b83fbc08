import { useEffect, useRef, useSyncExternalStore } from 'react';
import { COMMANDS, type CommandId } from './list';

type Run = () => void;
/** What can be done now, and how. What is left out or `null` cannot. */
export type Hands = Partial<Record<CommandId, Run | null>>;

interface Hand {
  run: Run;
  /** Grows with each: of two screens that know a command, the later one is in front. */
  place: number;
}

const hands = new Map<CommandId, Hand[]>();
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version += 1;
  for (const listener of listeners) listener();
}

/** Lends commands a hand for as long as the component is on the screen. */
export function useHands(lent: Hands): void {
  const latest = useRef(lent);
  useEffect(() => {
    latest.current = lent;
  });
  const ids = Object.entries(lent)
    .filter(([, run]) => run)
    .map(([id]) => id)
    .sort()
    .join('\n');
  useEffect(() => {
    if (ids === '') return;
    const made = (ids.split('\n') as CommandId[]).map((id) => {
      const hand: Hand = { run: () => latest.current[id]?.(), place: version + 1 };
      hands.set(id, [...(hands.get(id) ?? []), hand]);
      return { id, hand };
    });
    changed();
    return () => {
      for (const { id, hand } of made) {
        hands.set(
          id,
          (hands.get(id) ?? []).filter((each) => each !== hand),
        );
      }
      changed();
    };
  }, [ids]);
}

/** Where the hand of a command stands among others; nought when it cannot be done now. */
export function placeOf(id: CommandId): number {
  return hands.get(id)?.at(-1)?.place ?? 0;
}

export function isReady(id: CommandId): boolean {
  return placeOf(id) > 0;
}

/** Does it, if it can be done now. */
export function run(id: CommandId): void {
  hands.get(id)?.at(-1)?.run();
}

/** Does it as the window itself does, whatever is in front: from the tray nobody sees for whom a mail would be begun. */
export function runAnywhere(id: CommandId): void {
  hands.get(id)?.[0]?.run();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Draws anew whenever what can be done changes. */
export function useReadiness(): (id: CommandId) => boolean {
  useSyncExternalStore(subscribe, () => version);
  return isReady;
}

export const IDS = Object.keys(COMMANDS) as CommandId[];
