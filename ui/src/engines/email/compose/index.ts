export { Composer } from './composer';
export { AnswerHere, ComposeWindow, useAnswers } from './dock';
export { words as composeWords } from './messages';
export { write } from './use-write';
