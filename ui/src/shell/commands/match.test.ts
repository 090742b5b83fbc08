import { describe, expect, it } from 'vitest';
import { score } from './match';

describe('what is typed', () => {
  it('fits a label whose words it begins, in any order', () => {
    expect(score('go in', 'Go to Inbox')).toBeGreaterThan(0);
    expect(score('inbox go', 'Go to Inbox')).toBeGreaterThan(0);
    expect(score('box', 'Go to Inbox')).toBe(0);
  });
  it('fits other words of a command too, though not as well', () => {
    expect(score('offline', 'See what waits', 'sync offline')).toBeGreaterThan(0);
    expect(score('see', 'See what waits', 'x')).toBeGreaterThan(
      score('offline', 'See what waits', 'offline'),
    );
  });
  it('asks for no accents', () => {
    expect(score('cafe', 'Café')).toBeGreaterThan(0);
  });
  it('does not mind marks that mean something elsewhere', () => {
    expect(score('(*', 'Anything')).toBeGreaterThan(0);
  });
});
