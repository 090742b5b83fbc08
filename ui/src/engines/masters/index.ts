import { lazy } from 'react';

export const Companies = lazy(async () => ({ default: (await import('./companies')).Companies }));
export { words as masterWords } from './messages';
export const Prices = lazy(async () => ({ default: (await import('./prices')).Prices }));
export { Reach } from './reach';
