import {
  AlarmClock,
  ArrowDown,
  ArrowUp,
  CalendarClock,
  CircleSlash,
  Clock,
  ListChecks,
  ListX,
  Mail,
  PanelRight,
  Phone,
  PhoneMissed,
  Save,
  SquareCheck,
  ThumbsUp,
} from 'lucide-react';
import type { CommandSpecs } from '../../shell/commands/spec';
import { words } from './messages';

const group = words.title;
const { commands } = words;

/** What can be done on Today. */
export const todayCommands = {
  'today.next': {
    label: commands.next,
    group,
    icon: ArrowDown,
    keys: ['ArrowDown', 'Mod+.'],
    letters: ['j', 'ArrowDown'],
    isStep: true,
  },
  'today.previous': {
    label: commands.previous,
    group,
    icon: ArrowUp,
    keys: ['ArrowUp', 'Mod+,'],
    letters: ['k', 'ArrowUp'],
    isStep: true,
  },
  'today.interested': { label: words.results.interested, group, icon: ThumbsUp, keys: ['1'] },
  'today.not_interested': { label: words.results.not_interested, group, icon: CircleSlash, keys: ['2'] },
  'today.call_later': { label: words.results.call_later, group, icon: Clock, keys: ['3'] },
  'today.no_answer': { label: words.results.no_answer, group, icon: PhoneMissed, keys: ['4'] },
  'today.save': {
    label: words.save,
    group,
    icon: Save,
    keys: ['Mod+Enter', 'Mod+S'],
    isEverywhere: true,
  },
  'today.snooze': { label: words.snooze, group, icon: AlarmClock, keys: ['t'], words: commands.snoozeWords },
  'today.call': { label: commands.call, group, icon: Phone, keys: ['c', 'l'], words: commands.callWords },
  'today.mail': { label: commands.mail, group, icon: Mail, keys: ['e'], letters: ['r'] },
  'today.open': { label: words.openRecord, group, icon: PanelRight, keys: ['o'] },
  'today.select': { label: commands.select, group, icon: SquareCheck, keys: ['x'] },
  'today.select_to': {
    label: commands.selectTo,
    group,
    icon: ListChecks,
    keys: ['Shift+ArrowDown'],
    isStep: true,
  },
  'today.select_all': { label: commands.selectAll, group, icon: ListChecks, keys: ['Mod+A'] },
  'today.select_none': { label: commands.selectNone, group, icon: ListX, keys: ['Escape'] },
  'today.reschedule': { label: commands.reschedule, group, icon: CalendarClock, keys: ['Shift+T'] },
} as const satisfies CommandSpecs;
