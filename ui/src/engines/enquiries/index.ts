export { words as enquiryWords } from './messages';
export { RecordScreen, RecordSheet } from './record';
export { useMove, type Wish } from './use-move';
