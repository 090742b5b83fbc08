import { lazy } from 'react';

export { words as quotationWords } from './messages';
export const Quotations = lazy(async () => ({ default: (await import('./quotations')).Quotations }));
