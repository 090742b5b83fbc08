export { HistoryScreen } from './history';
export { useUndo } from './use-undo';
