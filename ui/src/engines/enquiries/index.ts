import { lazy } from 'react';

export { words as enquiryWords } from './messages';
export const RecordScreen = lazy(async () => ({ default: (await import('./record')).RecordScreen }));
export const RecordSheet = lazy(async () => ({ default: (await import('./record')).RecordSheet }));
export { useMove, type Wish } from './use-move';
