/** How well words fit a text: the higher the better, nought when they do not. Every word must begin a word of it. */
export function score(text: string, label: string, more = ''): number {
  const wanted = plain(text).split(' ').filter(Boolean);
  const inLabel = plain(label).split(' ');
  const all = [...inLabel, ...plain(more).split(' ')];
  if (!wanted.every((word) => all.some((each) => each.startsWith(word)))) return 0;
  const isAhead = plain(label).startsWith(plain(text)) ? 4 : 0;
  const isNamed = wanted.every((word) => inLabel.some((each) => each.startsWith(word))) ? 2 : 0;
  return 1 + isAhead + isNamed;
}

function plain(text: string): string {
  return text
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{Mn}/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}
