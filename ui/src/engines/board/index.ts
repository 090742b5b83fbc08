export { QuickAdd } from './quick';
export { BoardScreen } from './screen';
