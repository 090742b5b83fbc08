import type { Folder } from '../../bridge';

/** The search with a filter added at its end; one that is there stays as it is. */
export function withFilter(text: string, filter: string): string {
  const words = text.trim();
  if (tokens(words).includes(filter)) return `${words} `;
  return words === '' ? filter : `${words} ${filter}`;
}

/** The search with a filter taken away. */
export function withoutFilter(text: string, filter: string): string {
  return tokens(text)
    .filter((token) => token !== filter)
    .join(' ');
}

/** A value as it is typed: in quotes if it has a space. */
export function valued(value: string): string {
  return /\s/.test(value) ? `"${value}"` : value;
}

/** Words parted by white space; what stands between quotes is one. */
function tokens(text: string): string[] {
  return text.match(/(?:"[^"]*"?|[^\s"])+/g) ?? [];
}

const APART: readonly Folder[] = ['unclassified', 'sent', 'snoozed', 'junk'];

/** Whether a list shows one row for each conversation: where each mail is a matter of its own it never does. */
export function isGroupable(folder: Folder): boolean {
  return !APART.includes(folder);
}
