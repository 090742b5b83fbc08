import { describe, expect, it } from 'vitest';
import { Desk } from '../../../test/fake/desk';
import type { MailDetail } from '../../bridge/contract';
import { bandOf, prefill } from './verdict';

describe('a verdict', () => {
  it('is sure from 0.9 and likely from 0.7', () => {
    expect([0.9, 0.89, 0.7, 0.69].map(bandOf)).toEqual(['sure', 'likely', 'likely', 'unsure']);
  });
  it('fills a new enquiry with what the mail names', () => {
    const detail = new Desk(10, 10).answer('email.detail', { id: 'm0' }) as MailDetail;
    detail.row.subject = 'RE: Fwd: Enquiry for zinc oxide';
    expect(prefill(detail)).toEqual({
      title: 'Enquiry for zinc oxide',
      product: 'Zinc oxide',
      quantity: '5',
      unit: 'mt',
    });
  });
});
