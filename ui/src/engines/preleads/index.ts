export { Preleads } from './preleads';
