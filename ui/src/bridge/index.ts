// The only door to the host. Screens import from here and know neither Tauri nor HTTP.
export {
  type Asked,
  ask,
  type CommandInput,
  host,
  type QueryInput,
  type QueryOutput,
  tell,
  together,
} from './call';
export { followChanges } from './changes';
export type * from './contract';
export { Refusal } from './host';
export { onProblem, report } from './problems';
export { client, queryOf, useCommand, useQuery } from './query';
export { useRefused } from './refused';
export { isInShell } from './tauri';
export { onTold } from './told';
export { hostWindow, isOwnWindow } from './window';
