import {
  AppWindow,
  ArrowRightLeft,
  Link,
  ListTodo,
  Maximize2,
  Phone,
  Printer,
  StickyNote,
  X,
} from 'lucide-react';
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
  'record.call': { label: commands.call, group, icon: Phone, keys: ['c', 'l'], words: commands.callWords },
  'record.task': { label: commands.task, group, icon: ListTodo, keys: ['Mod+Shift+K'] },
  'record.copy_link': { label: commands.copyLink, group, icon: Link, keys: ['Mod+Shift+L'] },
  'record.print': { label: commands.print, group, icon: Printer, keys: ['Mod+P'], isEverywhere: true },
  'record.full': { label: words.openFull, group, icon: Maximize2, keys: ['Mod+Shift+Enter'] },
  'record.window': {
    label: commands.window,
    group,
    icon: AppWindow,
    keys: ['Shift+Enter'],
    words: commands.windowWords,
  },
  'record.close': { label: words.close, group, icon: X, keys: ['Escape'], isStep: true },
} as const satisfies CommandSpecs;
