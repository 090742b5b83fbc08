import { ArrowDown, ArrowUp } from 'lucide-react';
import type { CommandSpecs } from '../../shell/commands/spec';
import { words } from './messages';

const group = words.title;
const { commands } = words;

/** What can be done with pre-leads. */
export const preleadCommands = {
  'preleads.next': {
    label: commands.next,
    group,
    icon: ArrowDown,
    keys: ['ArrowDown', 'Mod+.'],
    letters: ['j', 'ArrowDown'],
    isStep: true,
  },
  'preleads.previous': {
    label: commands.previous,
    group,
    icon: ArrowUp,
    keys: ['ArrowUp', 'Mod+,'],
    letters: ['k', 'ArrowUp'],
    isStep: true,
  },
} as const satisfies CommandSpecs;
