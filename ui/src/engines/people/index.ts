import { lazy } from 'react';

export const Account = lazy(async () => ({ default: (await import('./account')).Account }));
export const Hours = lazy(async () => ({ default: (await import('./hours')).Hours }));
export { words as peopleWords } from './messages';
export const Territories = lazy(async () => ({ default: (await import('./territories')).Territories }));
