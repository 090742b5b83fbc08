export { words as followupWords } from './messages';
export { Sequences } from './sequences';
export { Today } from './today';
