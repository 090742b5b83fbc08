import { lazy } from 'react';

export const Preleads = lazy(async () => ({ default: (await import('./preleads')).Preleads }));
