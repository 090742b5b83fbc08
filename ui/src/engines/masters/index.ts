export { Companies } from './companies';
