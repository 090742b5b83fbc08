export { Files } from './files';
export { words as fileWords } from './messages';
export { PaperFiles } from './paper-files';
export { carried, type Underway } from './use-attach';
