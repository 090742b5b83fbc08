import {
  Archive,
  ArchiveRestore,
  ArrowDown,
  ArrowUp,
  CircleCheck,
  Link2,
  Mail,
  MailOpen,
  Pencil,
  Plus,
  Reply,
  Send,
} from 'lucide-react';
import type { CommandSpecs } from '../../shell/commands/spec';
import { words } from './messages';

const group = words.title;
const { commands } = words;

/** What can be done with mail. */
export const mailCommands = {
  'mail.next': {
    label: commands.next,
    group,
    icon: ArrowDown,
    keys: ['ArrowDown', 'Mod+.'],
    letters: ['j', 'ArrowDown'],
    isStep: true,
  },
  'mail.previous': {
    label: commands.previous,
    group,
    icon: ArrowUp,
    keys: ['ArrowUp', 'Mod+,'],
    letters: ['k', 'ArrowUp'],
    isStep: true,
  },
  'mail.reply': { label: words.reply, group, icon: Reply, keys: ['Mod+R', 'r'], letters: ['r'] },
  'mail.accept': { label: words.accept, group, icon: CircleCheck, keys: ['a'], words: commands.acceptWords },
  'mail.correct': { label: words.correct, group, icon: Pencil, keys: ['c'], words: commands.correctWords },
  'mail.link': { label: commands.link, group, icon: Link2, keys: ['l'], words: commands.linkWords },
  'mail.enquiry': { label: words.newEnquiry, group, icon: Plus, keys: ['Mod+N', 'n'], letters: ['n'] },
  'mail.archive': { label: words.archive, group, icon: Archive, keys: ['Backspace', 'e'], letters: ['e'] },
  'mail.unarchive': {
    label: words.unarchive,
    group,
    icon: ArchiveRestore,
    keys: ['Shift+Backspace'],
    letters: ['Shift+E'],
  },
  'mail.read': { label: words.markRead, group, icon: MailOpen, keys: ['Mod+Q'], letters: ['Shift+I'] },
  'mail.unread': { label: words.markUnread, group, icon: Mail, keys: ['Mod+U', 'u'], letters: ['u'] },
  'mail.send': { label: commands.send, group, icon: Send, keys: ['Mod+Enter'], isEverywhere: true },
} as const satisfies CommandSpecs;
