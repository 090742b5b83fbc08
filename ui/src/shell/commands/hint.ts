import { shown } from './chord';
import { useKeySet } from './key-set';
import { type CommandId, specOf } from './list';
import { chordsOf, type KeySet } from './spec';

/** The first keys of a command in a set, as people read them. */
export function hintOf(id: CommandId, set: KeySet): string | undefined {
  const [chord] = chordsOf(specOf(id), set);
  return chord === undefined ? undefined : shown(chord);
}

/** The keys of commands in the set that was chosen. */
export function useHints(): (id: CommandId) => string | undefined {
  const set = useKeySet();
  return (id) => hintOf(id, set);
}
