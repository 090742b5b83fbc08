export { Companies } from './companies';
export { words as masterWords } from './messages';
export { Prices } from './prices';
export { Reach } from './reach';
