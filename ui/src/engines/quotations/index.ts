export { words as quotationWords } from './messages';
export { Quotations } from './quotations';
