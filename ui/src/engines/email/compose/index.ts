export { Composer } from './composer';
export { AnswerHere, ComposeWindow, useAnswers } from './dock';
export { Drafts } from './drafts';
export { words as composeWords } from './messages';
export { WritingSettings } from './settings';
export { write } from './use-write';
