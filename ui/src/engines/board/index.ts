export { BoardScreen } from './screen';
