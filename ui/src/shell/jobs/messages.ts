import { count, fileSize } from '../../kit';

export const words = {
  title: 'Running now',
  none: 'Nothing is running. What takes longer than a moment is listed here, with how far it has come.',
  running: (jobs: number) => `${count(jobs)} running`,
  kinds: {
    mail: 'Reading mail',
    upload: 'Bringing a file to the office',
    download: 'Fetching a file from the office',
    office: 'Reading what the office has',
    joining: 'Joining the office',
    backup: 'Writing the day’s backup',
    diagnostics: 'Gathering a report',
    learning: 'Learning from what you said of mails',
  },
  mails: (done: number, total: number) => `${count(done)} of ${count(total)} mails`,
  bytes: (done: number, total: number) => `${fileSize(done)} of ${fileSize(total)}`,
  stop: (what: string) => `Stop: ${what}`,
  stopped: {
    title: 'Stopped',
    body: 'What was done by then is kept. It goes on by itself later, or at once when you ask for it.',
  },
} as const;
