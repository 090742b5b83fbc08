export { Account } from './account';
export { Hours } from './hours';
export { words as peopleWords } from './messages';
export { Territories } from './territories';
