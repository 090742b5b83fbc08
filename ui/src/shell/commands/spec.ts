import type { LucideIcon } from 'lucide-react';

/** Which keys the person has chosen: Outlook's own, or single letters with J and K to walk. */
export type KeySet = 'outlook' | 'letters';
export const KEY_SETS: readonly KeySet[] = ['outlook', 'letters'];

/**
 * A thing that can be done, as the palette, menus, tooltips, the key sheet and the shortcuts show it. It says nothing of
 * how: what is on the screen lends it a hand while it can be done.
 */
export interface CommandSpec {
  label: string;
  /** Its heading on the sheet and in the palette, and where it belongs: one chord means one thing in a group. */
  group: string;
  icon: LucideIcon;
  /** Chords, most telling first. */
  keys?: readonly string[];
  /** Chords of the letter set, where they differ. */
  letters?: readonly string[];
  /** Other words it is looked for by. */
  words?: string;
  /** Its chords with Ctrl or a function key work while somebody types, too. */
  isEverywhere?: boolean;
  /** Part of walking about: on the sheet, but not in the palette. */
  isStep?: boolean;
  /** The control in focus answers its keys itself; the sheet names them. */
  isOwn?: boolean;
}

export type CommandSpecs = Readonly<Record<string, CommandSpec>>;

/** The chords of a command in a set. */
export function chordsOf(spec: CommandSpec, set: KeySet): readonly string[] {
  return (set === 'letters' ? spec.letters : undefined) ?? spec.keys ?? [];
}
