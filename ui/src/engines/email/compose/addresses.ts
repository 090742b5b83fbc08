import type { Address } from '../../../bridge';

const LONE = /[^\s<>,;"]+@[^\s<>,;"]+/;

/** The people in a text as mail programs write them: `Name <a@b.in>; c@d.in`. What is no address is kept as a name. */
export function parsed(text: string): Address[] {
  return split(text).flatMap((part) => {
    const bare = part.trim();
    if (bare === '') return [];
    const inside = /^(.*)<([^<>]*)>\s*$/s.exec(bare);
    if (inside) {
      const address = (inside[2] ?? '').trim().toLowerCase();
      return [{ address, name: unquoted(inside[1] ?? '') }];
    }
    return LONE.test(bare) && !/\s/.test(bare)
      ? [{ address: bare.toLowerCase(), name: '' }]
      : [{ address: '', name: bare }];
  });
}

/** At commas and semicolons outside of quotes. */
function split(text: string): string[] {
  const parts: string[] = [''];
  let isQuoted = false;
  for (const letter of text) {
    if (letter === '"') isQuoted = !isQuoted;
    if (!isQuoted && /[,;\n]/.test(letter)) parts.push('');
    else parts.push(`${parts.pop() ?? ''}${letter}`);
  }
  return parts;
}

const unquoted = (name: string) => name.trim().replace(/^"|"$/g, '').trim();

/** One `@`, something before it, and a domain with a dot. The desk says the last word. */
export function isAddress({ address }: Address): boolean {
  return /^[^\s@<>,;]+@[^\s@<>,;]+\.[^\s@<>,;.]+$/.test(address);
}

export const shownAs = ({ name, address }: Address): string => name || address;

/** The list with more people, each once. */
export function joined(list: readonly Address[], more: readonly Address[]): Address[] {
  const all = [...list];
  for (const one of more) {
    const isKnown = one.address !== '' && all.some((other) => other.address === one.address);
    if (!isKnown) all.push(one);
  }
  return all;
}
