import type { KeySet } from './spec';

export const words = {
  anywhere: 'Anywhere',
  palette: 'Do or find anything',
  type: 'Type what to do, or a name, a company, a mail…',
  recent: 'Used last',
  commands: 'Commands',
  nothing: (text: string) => `Nothing is called “${text}”`,
  searching: 'Searching',
  results: (count: number) => (count === 1 ? '1 entry' : `${count} entries`),
  close: 'Close',
  sheet: {
    title: 'Keyboard shortcuts',
    set: (name: string) => `The keys are ${name}. Other ones can be chosen in Settings, Keyboard.`,
    or: 'or',
  },
  keys: {
    title: 'Keyboard',
    set: 'Shortcuts',
    sets: { outlook: 'As in Outlook', letters: 'Single letters, J and K to walk' } satisfies Record<
      KeySet,
      string
    >,
    named: { outlook: 'those of Outlook', letters: 'single letters' } satisfies Record<KeySet, string>,
  },
  go: {
    inbox: 'Go to Inbox',
    board: 'Go to Board',
    companies: 'Go to Companies',
    today: 'Go to Today',
    preleads: 'Go to Pre-leads',
    settings: 'Go to Settings',
    keys: 'Choose keyboard shortcuts',
    office: 'See what waits for the office',
    officeWords: 'sync synchronise offline unsent refused changes server',
  },
  app: {
    palette: 'Do or find anything',
    search: 'Search on this screen',
    addEnquiry: 'New enquiry from a name, a mail address or a number…',
    addEnquiryWords: 'quick add phone company card open',
    help: 'Show keyboard shortcuts',
    helpWords: 'keys help hotkeys',
    sync: 'Check for mail now',
    nextPane: 'Next part of the window',
    previousPane: 'Previous part of the window',
    themes: {
      system: 'Use the theme of the system',
      light: 'Use the light theme',
      dark: 'Use the dark theme',
      contrast: 'Use high contrast',
    },
    themeWords: 'appearance colours theme mode',
  },
} as const;
