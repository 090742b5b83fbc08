import { client, onProblem, type Refusal } from '../bridge';
import { type Notice, notify } from '../kit';
import { shell } from './messages';

/** What a refusal looks like when no field or screen has shown it. */
export function noticeOf(refusal: Refusal, reload: () => void): Notice | null {
  switch (refusal.code) {
    case 'Offline':
      return { title: shell.offline };
    case 'Conflict':
      return {
        title: shell.changedElsewhere,
        body: refusal.message,
        tone: 'bad',
        action: { label: shell.reload, onPick: reload },
      };
    case 'Denied':
      return { title: shell.denied, body: refusal.message, tone: 'bad' };
    case 'Missing':
      return { title: shell.missing, body: refusal.message, tone: 'bad' };
    case 'Busy':
      return { title: shell.busy, body: refusal.message };
    case 'Invalid':
      return { title: shell.refused, body: refusal.message, tone: 'bad' };
    case 'Broken':
      return { title: shell.broken, body: refusal.message, tone: 'bad' };
  }
}

export function reloadAll(): void {
  void client.invalidateQueries();
}

export function showRefusals(): () => void {
  return onProblem((refusal) => {
    const notice = noticeOf(refusal, reloadAll);
    if (notice) notify(notice);
  });
}
