import { count } from '../../../kit';

export const words = {
  title: 'Mailbox',
  none: 'No mailbox is connected',
  noneBody: 'Connect yours, and this page says of every folder what Outlook has and what is here.',
  connect: 'Connect a mailbox',
  lookAgain: 'Check for mail now',
  list: 'Folders',
  complete: 'Everything that Outlook counts in the folders that are read is here.',
  but: (n: number) =>
    n === 1
      ? 'Everything that Outlook counts is here but one mail, which is set aside.'
      : `Everything that Outlook counts is here but ${count(n)} mails, which are set aside.`,
  troubled: 'A folder could not be read; what is missing of it is not known.',
  apart: (n: number) =>
    n === 1
      ? 'One mail that Outlook counts is not here yet.'
      : `${count(n)} mails that Outlook counts are not here yet.`,
  last: (at: string) => `Last read ${at}.`,
  next: (at: string) => `Next ${at}.`,
  requests: (used: number, allowed: number) =>
    `${count(used)} of ${count(allowed)} requests used from this computer in ten minutes.`,
  columns: {
    folder: 'Folder',
    server: 'In Outlook',
    here: 'Here',
    waiting: 'Body still to come',
    unreadable: 'Set aside',
    read: 'Last read',
    counted: 'Counted',
  },
  counted: {
    same: (at: string) => `the same on ${at}`,
    apart: (n: number, at: string) =>
      n > 0
        ? `${count(n)} more in Outlook on ${at}: drafts, or no mails`
        : `${count(-n)} fewer in Outlook on ${at}`,
    again: (at: string) => `apart, read anew since ${at}`,
    not: 'not yet',
  },
  missing: (n: number) => (n === 1 ? 'One is being looked for' : `${count(n)} are being looked for`),
  skipped: {
    drafts: 'Not read: only drafts written here are followed',
    outbox: 'Not read: what is in it is on its way',
    deleted: 'Not read: what is thrown away stays away',
    other: 'Not read: Outlook’s own, hidden or gone',
  },
  aside: {
    title: 'Mails set aside',
    body: 'These could not be read. They are kept, counted, and still in Outlook.',
    tried: (n: number) => (n === 1 ? 'tried once' : `tried ${count(n)} times`),
    retry: 'Try them again now',
    retried: 'They are read again with the next round',
  },
  find: {
    title: 'Find a mail that is missing',
    body: 'Paste its Message-ID, or its link from Outlook on the web.',
    label: 'Message-ID or link',
    submit: 'Find it',
    open: 'Open it',
    here: (folder: string, what: string) => `It is here, in ${folder}: ${what}.`,
    gone: (folder: string, at: string) => `It was here, in ${folder}. Outlook does not have it since ${at}.`,
    waiting: 'Its body is still on the way.',
    notRead: (folder: string) =>
      `Outlook has it in ${folder}, which is not read. Move it to the inbox, and it comes.`,
    notListed: 'Outlook has it in a folder that is not read. Move it to the inbox, and it comes.',
    onItsWay: (folder: string) =>
      `Outlook has it in ${folder}. It could not be fetched yet, and is asked for again. A draft is not.`,
    setAside: (folder: string, reason: string) =>
      `Outlook has it in ${folder}. It could not be read (${reason}) and is set aside.`,
    nowhere: 'It is not in this mailbox: neither here nor in Outlook. It may have gone to another address.',
    unasked: (reason: string) => `It is not here, and Outlook cannot be asked now. ${reason}`,
  },
} as const;
