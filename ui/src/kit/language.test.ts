import { describe, expect, it } from 'vitest';
import { pick, plural } from './language';

describe('words', () => {
  it('are English until another language is chosen', () => {
    expect(pick({ hello: 'Hello', of: { day: 'Day' } }, { hello: 'नमस्ते', of: { day: 'दिन' } })).toEqual({
      hello: 'Hello',
      of: { day: 'Day' },
    });
  });
  it('go with a number', () => {
    expect([0, 1, 2].map((n) => plural(n, 'mail', 'mails'))).toEqual(['mails', 'mail', 'mails']);
  });
});
