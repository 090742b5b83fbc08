import { ArrowRightLeft, Maximize2, StickyNote, X } from 'lucide-react';
import type { CommandSpecs } from '../../shell/commands/spec';
import { words } from './messages';

const group = words.record;
const { commands } = words;

/** What can be done with the record in front. */
export const recordCommands = {
  'record.stage': {
    label: commands.stage,
    group,
    icon: ArrowRightLeft,
    keys: ['s'],
    words: commands.stageWords,
  },
  'record.note': { label: commands.note, group, icon: StickyNote, keys: ['Shift+N'] },
  'record.full': { label: words.openFull, group, icon: Maximize2, keys: ['Shift+Enter'] },
  'record.close': { label: words.close, group, icon: X, keys: ['Escape'], isStep: true },
} as const satisfies CommandSpecs;
