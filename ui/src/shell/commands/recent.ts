import { COMMANDS, type CommandId } from './list';

const KEPT = 'pebble.recent';
const MOST = 4;

/** The commands last taken from the palette, newest first. */
export function usedLast(): CommandId[] {
  const kept = (localStorage.getItem(KEPT) ?? '').split('\n');
  return kept.filter((id): id is CommandId => id in COMMANDS);
}

export function noteUse(id: CommandId): void {
  const ids = [id, ...usedLast().filter((each) => each !== id)].slice(0, MOST);
  localStorage.setItem(KEPT, ids.join('\n'));
}
