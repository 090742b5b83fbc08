// The one list of what can be done. Each engine's part stands in its own folder; the palette, menus, tooltips, the key
// sheet and the shortcuts are drawn from here.
import { boardCommands } from '../../engines/board/commands';
import { mailCommands } from '../../engines/email/commands';
import { recordCommands } from '../../engines/enquiries/commands';
import { todayCommands } from '../../engines/followups/commands';
import { preleadCommands } from '../../engines/preleads/commands';
import type { CommandSpec } from './spec';
import { windowCommands } from './window';

export const COMMANDS = {
  ...todayCommands,
  ...mailCommands,
  ...boardCommands,
  ...recordCommands,
  ...preleadCommands,
  ...windowCommands,
} as const;

export type CommandId = keyof typeof COMMANDS;

export function specOf(id: CommandId): CommandSpec {
  return COMMANDS[id];
}
