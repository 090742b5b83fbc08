export { OfficeBadge } from './badge';
export { Office } from './office';
export { words as officeWords } from './words';
