import { describe, expect, it } from 'vitest';
import { differences, pairing, sentence } from './words';

const INVITATION = `i${'0a'.repeat(16)}-1795066200500.${'1f'.repeat(32)}`;

describe('a change in words', () => {
  it('names what it was about', () => {
    expect(sentence('enquiries.open', { title: 'Zinc oxide' })).toBe('Opened the enquiry “Zinc oxide”');
    expect(sentence('enquiries.advance', { to: 'make_quote' })).toBe('Moved an enquiry to “Make quote”');
  });

  it('is readable when nobody has worded it yet, whatever its input', () => {
    expect(sentence('tenders.submit_bid', null)).toBe('Tenders: submit bid');
    expect(sentence('enquiries.open', 'nonsense')).toBe('Opened the enquiry “”');
  });
});

describe('two states side by side', () => {
  it('shows what differs first', () => {
    const rows = differences(
      { grade: 'Pharma', price: 215 },
      { grade: 'Pharma', price: 240, terms: '30 days' },
    );
    expect(rows.map((row) => [row.field, row.mine, row.theirs, row.isOther])).toEqual([
      ['Price', '215', '240', true],
      ['Terms', '–', '30 days', true],
      ['Grade', 'Pharma', 'Pharma', false],
    ]);
  });
});

describe('a pairing text', () => {
  it('gives both its parts, however it is laid out', () => {
    const both = { address: 'https://crm.example.com', invitation: INVITATION };
    expect(pairing(`https://crm.example.com ${INVITATION}`)).toEqual(both);
    expect(pairing(`Your invitation:\n${INVITATION}\nServer: https://crm.example.com\n`)).toEqual(both);
  });

  it('is none with only one of them', () => {
    expect(pairing('https://crm.example.com')).toBeNull();
    expect(pairing(INVITATION)).toBeNull();
  });
});
