import { count } from '../kit';
import { pick } from '../kit/language';
import { hindi } from './hindi';

const english = {
  product: 'Pebble Orchestrator',
  rail: {
    label: 'Main',
    find: 'Find',
    today: 'Today',
    inbox: 'Inbox',
    preleads: 'Pre-leads',
    board: 'Board',
    companies: 'Companies',
    settings: 'Settings',
    me: (name: string) => `This desk is ${name}’s`,
  },
  skip: 'Skip to content',
  close: 'Close',
  cancel: 'Cancel',
  unsaved: {
    unsaved: 'What you entered is not saved.',
    goOn: 'Go on editing',
    discard: 'Discard it',
  },
  loading: 'Loading',
  retry: 'Try again',
  reload: 'Reload',
  back: 'Back',
  changedElsewhere: 'That does not fit any more',
  refused: 'That was not done',
  denied: 'You may not do that',
  broken: 'Something went wrong',
  busy: 'Busy just now',
  missing: 'It is no longer there',
  offline: 'Offline: your change is kept and will be sent later',
  crashTitle: 'This screen stopped working',
  crashBody:
    'Nothing is lost: everything is kept on this device. Open the screen again, or reload the window.',
  recovery: {
    title: 'Your desk could not be opened',
    again: {
      title: 'Try again',
      body: 'Once what the sentence above names has been put right.',
    },
    restore: {
      title: 'Go back to a backup',
      body: 'Your desk is then as it was at that moment. Mail that came since is read again from Outlook; what was done here since is only in the file that is set aside.',
      submit: 'Restore',
      of: (made: string) => `Restore the backup of ${made}`,
    },
    anew: {
      title: 'Start anew',
      body: 'With an empty desk, if no backup will do.',
      only: 'With an empty desk: there is no backup to go back to.',
      open: 'Start anew…',
      ask: 'Start with an empty desk?',
      cost: 'Mail comes back from Outlook. Companies, enquiries with their stages and notes, tasks, sequences and settings do not: they stay in the file that is set aside. Enquiries open again from their mail as soon as you have let their senders in from Pre-leads.',
      submit: 'Set the file aside and start anew',
    },
    still: 'It was tried again, and the desk still could not be opened.',
    opened: 'Your desk is open again',
    aside: (name: string) => `The file that was there is kept as ${name}.`,
    kept: 'Nothing is deleted: a file that is replaced is set aside under a name with today’s date.',
    folder: 'The files are in',
  },
  notFound: 'There is nothing at this address',
  notFoundBody: 'The link may be old. Today is a good place to start.',
  goToday: 'Go to Today',
  appearance: {
    title: 'Appearance',
    language: 'Language',
    /** Each in itself: who cannot read the others has to find it. */
    languages: { en: 'English', hi: 'हिन्दी' },
    theme: 'Theme',
    density: 'Density',
    densities: { cosy: 'Cosy', compact: 'Compact' },
    themes: { system: 'As the system', light: 'Light', dark: 'Dark', contrast: 'High contrast' },
  },
  status: {
    label: 'Status',
    idle: (at: string) => (at ? `Up to date, last checked ${at}` : 'Up to date'),
    running: (done: number, total: number) =>
      total > 0 ? `Reading mail: ${count(done)} of ${count(total)}` : 'Checking for mail',
    offline: 'Offline',
    error: 'Mail could not be checked',
    signedOut: 'No mailbox connected',
    waiting: 'Waiting for sign-in in the browser',
    effects: (n: number) => `${count(n)} waiting to be sent`,
    demo: 'Demo',
    counted: (total: number) => `${count(total)} mails`,
    countedOf: (parts: string) => parts,
    parts: {
      linked: 'linked',
      preleads: 'pre-leads',
      archived: 'archived',
      unclassified: 'unclassified',
      pending: 'being read',
      sent: 'sent',
      junk: 'junk',
      quarantined: 'set aside',
    },
    mismatch: (rest: number) => `${count(Math.abs(rest))} unaccounted for`,
  },
} as const;

export type English = typeof english;
export const shell = pick(english, hindi);
