import { describe, expect, it } from 'vitest';
import { Desk } from '../../../test/fake/desk';
import type { MailDetail } from '../../bridge/contract';
import { bandOf, prefill, replyHtml } from './verdict';

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

describe('a reply', () => {
  it('keeps paragraphs and lines', () => {
    expect(replyHtml('Dear Meena,\n\nRate is 185.\nValid 3 days.')).toBe(
      '<p>Dear Meena,</p><p>Rate is 185.<br>Valid 3 days.</p>',
    );
  });
  it('is never taken for markup', () => {
    expect(replyHtml('<img src=x onerror="alert(1)">')).toBe(
      '<p>&lt;img src=x onerror=&quot;alert(1)&quot;&gt;</p>',
    );
  });
});
