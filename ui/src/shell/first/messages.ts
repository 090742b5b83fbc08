import { count } from '../../kit';

export const words = {
  welcome: {
    title: 'Welcome to Pebble Orchestrator',
    lead: 'It reads your mail, understands what each one wants, and keeps a board of your enquiries true.',
    sample: {
      title: 'Try with a sample company',
      body: 'A made-up sales rep with three weeks of mail, a board and a day’s work. It runs on this computer alone, sends nothing to anybody, and is wiped with one click when you have seen enough.',
      go: 'Try the sample',
    },
    own: {
      title: 'Use my own mailbox',
      body: 'Sign in with Microsoft. Your mail stays on this computer; nothing leaves it that you have not sent.',
      go: 'Use my own mailbox',
    },
    opening: 'Opening',
  },
  safe: {
    title: 'The last start did not go well',
    body: 'The program ended twice in a row soon after it began. Nothing is running now: no mail is read, none is sent, no sequence goes on. What you have done is on the disk.',
    go: 'Start normally',
    goBody: 'It begins at Today, in case the place you were in was the cause.',
    report: 'If it happens again',
    reportBody: 'Save a report for whoever helps you. You see all of it before.',
    starting: 'Starting',
  },
  sample: {
    end: 'Use my own mailbox…',
    title: 'Wipe the sample company?',
    body: (mails: number) =>
      `What goes: the sample’s ${count(mails)} mails, and every company, enquiry, quotation, task and file in it, with whatever you tried out. You then begin with an empty desk and your own mailbox. Nothing of your own is touched: the sample has a folder of its own.`,
    submit: 'Wipe it and begin with my own',
    cancel: 'Keep the sample',
  },
} as const;
