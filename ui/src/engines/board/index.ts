import { lazy } from 'react';

export { QuickAdd } from './quick';
export const BoardScreen = lazy(async () => ({ default: (await import('./screen')).BoardScreen }));
