import { describe, expect, it } from 'vitest';
import { isAddress, joined, parsed } from './addresses';

describe('what is typed or pasted as people', () => {
  it('is read as mail programs write it', () => {
    expect(parsed('"Iyer, Ramesh" <Ramesh@Nirmal.example>; lab@x.in, ')).toEqual([
      { name: 'Iyer, Ramesh', address: 'ramesh@nirmal.example' },
      { name: '', address: 'lab@x.in' },
    ]);
  });
  it('stays to be seen when it is no address', () => {
    const [one] = parsed('Ramesh');
    expect(one).toEqual({ name: 'Ramesh', address: '' });
    expect(one && isAddress(one)).toBe(false);
  });
  it('is on the list once', () => {
    const ramesh = { name: 'Ramesh', address: 'r@x.in' };
    expect(joined([ramesh], [{ name: '', address: 'r@x.in' }])).toEqual([ramesh]);
  });
});

it('an address has a domain with a dot', () => {
  const is = (address: string) => isAddress({ name: '', address });
  expect(['a@b.in', 'a.b+c@d.co.in'].every(is)).toBe(true);
  expect(['a', 'a@b', '@b.in', 'a b@c.in', 'a@b.'].some(is)).toBe(false);
});
