import { count, fileSize } from '../../kit';

const some = (n: number, one: string, many: string) => (n === 1 ? one : many.replace('%', count(n)));

export const words = {
  title: 'Problems',
  none: 'Nothing is wrong',
  noneBody:
    'A mail that could not be sent or read, a change that did not stand, a sign-in that ran out: whatever needs you is listed here, with a way on.',
  strip: (n: number) => some(n, '1 problem', '% problems'),
  lookAgain: 'Look again',
  list: 'What is wrong',
  kinds: {
    disk_nearly_full: (bytes: number) => `Only ${fileSize(bytes)} are left on this disk`,
    no_backup: () => 'The backup of today could not be written',
    office_revoked: () => 'Your office has locked this desk out',
    office_trouble: () => 'Your office does not speak with this desk',
    needs_update: () => 'This program is too old for your office',
    refused: (n: number) => some(n, 'A change of yours did not stand', '% of your changes did not stand'),
    sign_in: () => 'Outlook does not let this desk in',
    mailbox: () => 'Your mailbox could not be read',
    unknown: () => 'Nobody can tell whether a mail has left',
    not_sent: () => 'A mail was not sent',
    unreadable: (n: number) => some(n, 'A mail could not be read', '% mails could not be read'),
  },
  bodies: {
    disk_nearly_full: 'Make room, or new mail and your changes cannot be kept any more.',
    no_backup: 'Your work is kept as always. The backup is tried again every hour.',
    office_revoked: 'What you had not sent is still here and can be exported. Ask your office.',
    office_trouble: 'What you do is kept and sent once it speaks again.',
    needs_update: 'Install the newest version. What you do until then is still sent.',
    refused: 'The office decided otherwise. See what stands now, and make yours again or let it go.',
    sign_in: 'Until then no mail comes in and none leaves; what is to be sent waits.',
    mailbox: 'It is tried again by itself.',
    unknown: 'Look in Sent Items before you write again.',
    not_sent: 'Nothing has left. Open the enquiry to write again or to call.',
    unreadable: 'They are set aside with the reason, and still in Outlook.',
  },
  ways: {
    office: 'See the office',
    signIn: 'What to do',
    sync: 'Check for mail now',
    enquiry: 'Open the enquiry',
    today: 'Go to Today',
    retry: 'Try to read again',
    see: 'See them',
  },
  to: (who: string) => `To ${who}`,
  retried: 'They are read again with the next round',
} as const;
