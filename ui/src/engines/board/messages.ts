import type { Spoken } from '../../kit';

export const words = {
  title: 'Board',
  totals: (cards: string, value: string) => `${cards} enquiries · ${value}`,
  search: 'Search the board',
  priority: 'Priority',
  anyPriority: 'Any priority',
  density: 'Density',
  densities: { compact: 'Compact', normal: 'Normal', detailed: 'Detailed' },
  open: 'Open record',
  enter: 'Enter',
  moveTo: (stage: string) => stage,
  moveHeading: (title: string) => `Move “${title}” to`,
  notAllowed: 'not from here',
  empty: 'No enquiries yet',
  emptyBody: 'When a mail asks for a price, it becomes a card here by itself.',
  help: 'Drag a card, or: arrows to walk, Space to lift, M to move to a stage, Enter to open',
  commands: {
    walk: 'Walk the cards',
    open: 'Open the record',
    lift: 'Lift the card, and drop it',
    move: 'Move the card to…',
    density: { compact: 'Show compact cards', normal: 'Show normal cards', detailed: 'Show detailed cards' },
    densityWords: 'density size rows',
  },
  idle: (days: number) => (days === 0 ? 'Active today' : `${days} d idle`),
  flag: (days: number | null) =>
    days === null ? '' : days <= 0 ? 'Flagged: no activity' : `${days} d to flag`,
  high: 'High',
  low: 'Low',
  noValue: 'No value yet',
};

export const spoken: Spoken = {
  lifted: (title, column, rank, count) =>
    `Lifted ${title}. ${column}, ${rank} of ${count}. Arrows move it, Space drops it, Escape puts it back.`,
  aimed: (title, column, rank, count) => `${title}, ${column}, ${rank} of ${count}`,
  dropped: (title, column) => `Dropped ${title} in ${column}`,
  cancelled: (title) => `${title} is back where it was`,
  empty: 'Nothing in this stage',
  moveMenu: (title) => `Move ${title} to…`,
  waiting: 'Loading',
};

const tracks: Readonly<Record<string, string>> = {
  specification: 'Spec',
  technical_query: 'Tech query',
  samples: 'Sample',
  vq_docs: 'VQ docs',
  supplier_rate: 'Rate',
};

export const trackLabel = (kind: string): string => tracks[kind] ?? kind;
