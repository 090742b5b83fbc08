export { CallDialog } from './call';
export { CompleteDialog } from './complete';
export { words as followupWords } from './messages';
export { Sequences } from './sequences';
export { Today } from './today';
