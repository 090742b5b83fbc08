export { OfficeBadge } from './badge';
export { Locked } from './locked';
export { Office } from './office';
export { words as officeWords } from './words';
