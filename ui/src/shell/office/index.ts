import { lazy } from 'react';

export { OfficeBadge } from './badge';
export { Locked } from './locked';
export const Office = lazy(async () => ({ default: (await import('./office')).Office }));
export { words as officeWords } from './words';
