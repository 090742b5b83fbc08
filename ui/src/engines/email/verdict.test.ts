import { describe, expect, it } from 'vitest';
import type { EntityValue } from '../../bridge';
import { bandOf, prefill } from './verdict';

describe('a verdict', () => {
  it('is sure from 0.9 and likely from 0.7', () => {
    expect([0.9, 0.89, 0.7, 0.69].map(bandOf)).toEqual(['sure', 'likely', 'likely', 'unsure']);
  });
  it('fills a new enquiry with what the mail names', () => {
    const named = (value: EntityValue, is_valid = true) => ({ value, text: '', start: 0, end: 0, is_valid });
    const entities = [
      named({ kind: 'quantity', amount: '900', unit: 'kg' }, false),
      named({ kind: 'product', name: 'Zinc oxide' }),
      named({ kind: 'quantity', amount: '5', unit: 'mt' }),
      named({ kind: 'product', name: 'Stearic acid' }),
    ];
    const mail = { row: { subject: 'RE: Fwd: Enquiry for zinc oxide' }, verdict: { entities } };
    expect(prefill(mail)).toEqual({
      title: 'Enquiry for zinc oxide',
      product: 'Zinc oxide',
      quantity: '5',
      unit: 'mt',
    });
  });
});
