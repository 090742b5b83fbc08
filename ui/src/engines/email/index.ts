export { AnswerHere, Composer, ComposeWindow, composeWords, Drafts, WritingSettings, write } from './compose';
export { Inbox } from './inbox';
