import type { Commands, Queries } from './contract';
import type { Host } from './host';
import { httpHost } from './http';
import { isInShell, tauriHost } from './tauri';

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
export function tell<C extends CommandName>(command: C, input: CommandInput<C>): Promise<CommandOutput<C>> {
  return host.call(command, input) as Promise<CommandOutput<C>>;
}
