import { ArrowRightLeft, Grab, Keyboard, Rows2, Rows3, Rows4, SquareArrowOutUpRight } from 'lucide-react';
import type { CommandSpecs } from '../../shell/commands/spec';
import { words } from './messages';

const group = words.title;
const { commands } = words;

/** What can be done on the board. The card in focus answers the first four itself. */
export const boardCommands = {
  'board.walk': {
    label: commands.walk,
    group,
    icon: Keyboard,
    keys: ['ArrowDown', 'ArrowUp', 'ArrowLeft', 'ArrowRight'],
    isOwn: true,
    isStep: true,
  },
  'board.open': {
    label: commands.open,
    group,
    icon: SquareArrowOutUpRight,
    keys: ['Enter'],
    isOwn: true,
    isStep: true,
  },
  'board.lift': { label: commands.lift, group, icon: Grab, keys: ['Space'], isOwn: true, isStep: true },
  'board.move': {
    label: commands.move,
    group,
    icon: ArrowRightLeft,
    keys: ['m', 'Shift+F10'],
    isOwn: true,
    isStep: true,
  },
  'board.compact': { label: commands.density.compact, group, icon: Rows4, words: commands.densityWords },
  'board.normal': { label: commands.density.normal, group, icon: Rows3, words: commands.densityWords },
  'board.detailed': { label: commands.density.detailed, group, icon: Rows2, words: commands.densityWords },
} as const satisfies CommandSpecs;
