import { lazy } from 'react';

export { CallDialog } from './call';
export { CompleteDialog } from './complete';
export { words as followupWords } from './messages';
export const Sequences = lazy(async () => ({ default: (await import('./sequences')).Sequences }));
export { Today } from './today';
