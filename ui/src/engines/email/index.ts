import { lazy } from 'react';

export { AnswerHere, Composer, ComposeWindow, composeWords, write } from './compose';
export const Inbox = lazy(async () => ({ default: (await import('./inbox')).Inbox }));
export const Drafts = lazy(async () => ({ default: (await import('./compose/drafts')).Drafts }));
export const MailboxScreen = lazy(async () => ({ default: (await import('./ledger/screen')).MailboxScreen }));
export { words as judgingWords } from './judging/messages';
export { PutAwayNotice } from './judging/put-away';
export const ReadingSettings = lazy(async () => ({
  default: (await import('./judging/settings')).ReadingSettings,
}));
export const WritingSettings = lazy(async () => ({
  default: (await import('./compose/settings')).WritingSettings,
}));
