import { describe, expect, it } from 'vitest';
import type { Listed } from '../../bridge';
import { blankLine, contentOf, type Form, named, rated, typedMoney } from './form';

const ZINC: Listed = {
  product_id: 'p1',
  name: 'Zinc oxide',
  unit: 'kg',
  price: { version: 3, price_minor: 21_550, currency: 'INR' },
  newest: 3,
};

const form = (lines: Form['lines']): Form => ({
  currency: 'INR',
  lines,
  freight: '1,250.50',
  validUntil: '',
  terms: { payment: '', delivery: '', place: '', packing: '', remarks: '' },
});

describe('a line of a quotation', () => {
  it('takes unit and list price from the catalogue, whatever the case of its name', () => {
    const line = named(blankLine(0), 'zinc OXIDE', [ZINC], 'INR');
    expect(line).toMatchObject({ name: 'Zinc oxide', product_id: 'p1', rate: '215.50', price_version: 3 });
  });

  it('is priced by hand as soon as its rate is not the list’s, and listed again when it is', () => {
    const listed = named(blankLine(0), 'Zinc oxide', [ZINC], 'INR');
    const byHand = rated(listed, '210', [ZINC]);
    expect(byHand.price_version).toBeNull();
    expect(rated(byHand, '215.5', [ZINC]).price_version).toBe(3);
  });

  it('takes no list price in another currency', () => {
    expect(named(blankLine(0), 'Zinc oxide', [ZINC], 'USD').price_version).toBeNull();
  });
});

describe('what is typed', () => {
  it('becomes minor units and hundredths of a percent, without lines in which nothing was typed', () => {
    const line = { ...blankLine(0), name: 'Zinc oxide', quantity: '5', rate: '1,000.05', discount: '2.5' };
    const content = contentOf(form([line, blankLine(1)]));
    expect(content.lines).toHaveLength(1);
    expect(content.lines[0]).toMatchObject({ rate_minor: 100_005, discount_bp: 250, gst_bp: 1800 });
    expect(content.freight_minor).toBe(125_050);
    expect(content.valid_until).toBeNull();
  });

  it('is shown again as it was typed', () => {
    expect([typedMoney(100_005), typedMoney(500)]).toEqual(['1000.05', '5']);
  });

  it('is left to the host to refuse when it is no number', () => {
    const line = { ...blankLine(0), name: 'Zinc oxide', quantity: '5', rate: 'ten', discount: 'x' };
    expect(contentOf(form([line])).lines[0]).toMatchObject({ rate_minor: -1, discount_bp: -1 });
  });
});
