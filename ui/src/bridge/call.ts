import type { Commands, Id, Queries } from './contract';
import { type Host, Refusal } from './host';
import { httpHost } from './http';
import { isInShell, tauriHost } from './tauri';
import { told } from './told';

export type QueryName = keyof Queries;
export type CommandName = keyof Commands;
export type QueryInput<Q extends QueryName> = Queries[Q]['input'];
export type QueryOutput<Q extends QueryName> = Queries[Q]['output'];
export type CommandInput<C extends CommandName> = Commands[C]['input'];
export type CommandOutput<C extends CommandName> = Commands[C]['output'];

export const host: Host = isInShell() ? tauriHost : httpHost;

/** Asks. The contract is generated from the engines, so the answer's shape is theirs. */
export function ask<Q extends QueryName>(query: Q, input: QueryInput<Q>): Promise<QueryOutput<Q>> {
  return host.call(query, input) as Promise<QueryOutput<Q>>;
}

/** Tells. Rejects with a `Refusal`. */
export async function tell<C extends CommandName>(
  command: C,
  input: CommandInput<C>,
): Promise<CommandOutput<C>> {
  const output = (await host.call(command, input)) as CommandOutput<C>;
  told(command);
  return output;
}

/** A command with its input, given together with others. */
export type Asked = { [C in CommandName]: { command: C; input: CommandInput<C> } }[CommandName];

/** So many go in one request: between two of them is time to say how far it is, and to stop. */
const AT_ONCE = 25;

/**
 * Tells several things that are one to the person: they stand on the list of what was done as one, and are undone as
 * one. One that is refused keeps none of the others back; its refusal is in its place of the answer. Those that were
 * not told because `isEnough` said so have no place in it.
 */
export async function together(
  calls: readonly Asked[],
  isEnough: (done: number) => boolean = () => false,
): Promise<(Refusal | null)[]> {
  const came: (Refusal | null)[] = [];
  let deed: Id | null = null;
  try {
    while (came.length < calls.length && !isEnough(came.length)) {
      const some = calls.slice(came.length, came.length + AT_ONCE);
      const input: CommandInput<'app.together'> = { deed, calls: some };
      const given = (await host.call('app.together', input)) as CommandOutput<'app.together'>;
      deed = given.deed;
      came.push(...given.came.map(({ refusal }) => (refusal ? Refusal.from(refusal) : null)));
    }
  } finally {
    if (deed) told('app.together');
  }
  return came;
}
