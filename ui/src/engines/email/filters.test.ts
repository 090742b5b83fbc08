import { describe, expect, it } from 'vitest';
import { valued, withFilter, withoutFilter } from './filters';

describe('a filter', () => {
  it('is written at the end of what is typed, once', () => {
    expect(withFilter('', 'is:unread')).toBe('is:unread');
    expect(withFilter('zinc ', 'is:unread')).toBe('zinc is:unread');
    expect(withFilter('is:unread zinc', 'is:unread')).toBe('is:unread zinc ');
  });
  it('is taken away and leaves the words around it', () => {
    expect(withoutFilter('zinc is:unread  oxide', 'is:unread')).toBe('zinc oxide');
    expect(withoutFilter('company:"Nirmal Paints" price', 'company:"Nirmal Paints"')).toBe('price');
  });
  it('keeps a value with a space together', () => {
    expect([valued('ramesh'), valued('Nirmal Paints')]).toEqual(['ramesh', '"Nirmal Paints"']);
  });
});
