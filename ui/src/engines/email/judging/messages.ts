export const words = {
  notice: (n: number) =>
    n === 1 ? 'A mail went to the junk by itself.' : `${n} mails went to the junk by themselves.`,
  look: 'Look',
  title: 'Put with the junk by itself',
  body: 'Of the last seven days, the newest first. Nothing is deleted: what you bring back is in the inbox again, here and in Outlook, and its sender is heard.',
  close: 'All right',
  from: (name: string, address: string) => (name === '' ? address : `${name} · ${address}`),
  noSubject: '(no subject)',
  back: 'Not junk',
  backOf: (subject: string) => `Not junk: ${subject}`,
  isNew: 'New',
  broughtBack: 'It is in the inbox again',
  empty: 'In the last seven days nothing was put with the junk by itself.',
  settings: {
    title: 'Reading mail',
    body: 'The desk reads each mail on this computer and says what it wants. What you accept, put right or take back is counted here.',
    junk: 'Put junk away by itself',
    junkHint:
      'Only when two signals agree, such as a failed sender check and a risky file. Whom you know or have written to, and who answers you, is never touched. Today tells you what was put away.',
    show: 'What was put away',
    week: (from: string, until: string) => `${from} to ${until}`,
    earlier: 'The week before',
    later: 'The week after',
    none: 'No mail was read in this week.',
    label: 'What it was taken for',
    read: 'Read',
    byItself: 'Done by itself',
    accepted: 'Accepted',
    corrected: 'Put right',
    undone: 'Taken back',
    all: 'All',
    learning: 'Learning',
    learningHint:
      'What you accept or put right teaches the reader, on this computer and nowhere else: at once for mails that are nearly the same, and once a day for all others. A lesson after which it would miss mails of customers is not taken.',
    own: 'Mail is read with the model that came with the program.',
    taught: (lessons: number, at: string) =>
      `Mail is read with what ${lessons === 1 ? 'one mail has' : `${lessons} mails have`} taught it, since ${at}.`,
    waiting: (n: number) =>
      n === 0
        ? 'Nothing new to learn from.'
        : n === 1
          ? 'One mail is new to learn from.'
          : `${n} mails are new to learn from.`,
    refused: (at: string, reason: string) => `What it learnt on ${at} is not used. ${reason}`,
    setBack: 'You went back to it. It learns again when you ask it to.',
    learn: 'Learn now',
    learnt: 'It is through',
    learntBody: 'What came of it stands here.',
    unlearn: 'Go back to the one before',
    unlearnt: 'Mail is read as before',
    signedOut: 'There is no mailbox yet.',
  },
};
