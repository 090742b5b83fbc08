export { Sample } from './sample';
