export { Companies } from './companies';
export { Reach } from './reach';
