import { expect, it } from 'vitest';
import { escaped, filled } from './variables';

it('fills in what is known and leaves the rest to be seen', () => {
  const values = { 'contact.name': 'Ramesh Iyer', product: null };
  expect(filled('Dear {{contact.name}}, {{ product }} {{unknown}} {{constructor}}', values)).toBe(
    'Dear Ramesh Iyer, {{ product }} {{unknown}} {{constructor}}',
  );
});

it('lets no name become markup', () => {
  expect(filled('<p>{{company}}</p>', { company: 'A <b> & Co' }, escaped)).toBe(
    '<p>A &lt;b&gt; &amp; Co</p>',
  );
});
