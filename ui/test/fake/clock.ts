import type { Priority } from '../../src/bridge/contract';

export const NOW = Date.parse('2026-11-22T05:30:00Z');
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const PRIORITIES: Priority[] = ['high', 'medium', 'low'];

export const pick = <T>(list: readonly T[], at: number): T => {
  const found = list[Math.abs(at) % list.length];
  if (found === undefined) throw new Error('nothing to pick from');
  return found;
};
export const ago = (ms: number) => new Date(NOW - ms).toISOString();
