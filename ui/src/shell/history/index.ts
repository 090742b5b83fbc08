export { useUndo } from './use-undo';
