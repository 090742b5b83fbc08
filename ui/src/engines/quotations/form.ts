import type { Id, Listed, Quotation, QuotationContent, QuotationLine } from '../../bridge';
import { parseMoney } from '../../kit';

/** A line as it is typed. */
export interface LineForm {
  key: number;
  product_id: Id | null;
  name: string;
  quantity: string;
  unit: string;
  rate: string;
  price_version: number | null;
  discount: string;
  gst: string;
}

/** A quotation as it is typed. */
export interface Form {
  currency: string;
  lines: LineForm[];
  freight: string;
  validUntil: string;
  terms: QuotationContent['terms'];
}

/** A rate below what any line may have: the host says what is wrong with it. */
const UNREADABLE = -1;

/** Minor units as they are typed: no sign and no grouping. */
export function typedMoney(minor: number): string {
  const [whole, part] = [Math.trunc(minor / 100), minor % 100];
  return part === 0 ? String(whole) : `${whole}.${String(part).padStart(2, '0')}`;
}

/** Hundredths of a percent as they are typed. */
export const typedShare = (bp: number) => String(bp / 100);

const money = (text: string) => (text.trim() === '' ? 0 : (parseMoney(text) ?? UNREADABLE));

function share(text: string): number {
  const percent = text.trim() === '' ? 0 : Number(text);
  return Number.isFinite(percent) ? Math.round(percent * 100) : UNREADABLE;
}

export function blankLine(key: number): LineForm {
  return {
    key,
    product_id: null,
    name: '',
    quantity: '',
    unit: 'kg',
    rate: '',
    price_version: null,
    discount: '',
    gst: '18',
  };
}

export function formOf(row: Quotation): Form {
  return {
    currency: row.currency,
    lines: row.lines.map((line, key) => ({
      ...line,
      key,
      rate: typedMoney(line.rate_minor),
      discount: line.discount_bp === 0 ? '' : typedShare(line.discount_bp),
      gst: typedShare(line.gst_bp),
    })),
    freight: row.freight_minor === 0 ? '' : typedMoney(row.freight_minor),
    validUntil: row.valid_until ?? '',
    terms: row.terms,
  };
}

/** A line in which nothing was typed is not there. */
const isBlank = (line: LineForm) => line.name.trim() === '' && line.quantity.trim() === '';

function lineOf(line: LineForm): QuotationLine {
  return {
    product_id: line.product_id,
    name: line.name.trim(),
    quantity: line.quantity,
    unit: line.unit,
    rate_minor: money(line.rate),
    price_version: line.price_version,
    discount_bp: share(line.discount),
    gst_bp: share(line.gst),
  };
}

export function filled(form: Form): LineForm[] {
  return form.lines.filter((line) => !isBlank(line));
}

export function contentOf(form: Form): QuotationContent {
  return {
    currency: form.currency,
    lines: filled(form).map(lineOf),
    freight_minor: money(form.freight),
    valid_until: form.validUntil === '' ? null : form.validUntil,
    terms: form.terms,
  };
}

/** The line after a name was typed: a product of the catalogue brings its unit and its list price. */
export function named(line: LineForm, name: string, list: readonly Listed[], currency: string): LineForm {
  const product = list.find((each) => each.name.toLowerCase() === name.trim().toLowerCase());
  if (!product) return { ...line, name, product_id: null, price_version: null };
  const price = product.price?.currency === currency ? product.price : null;
  return {
    ...line,
    name: product.name,
    product_id: product.product_id,
    unit: product.unit,
    rate: price ? typedMoney(price.price_minor) : line.rate,
    price_version: price ? price.version : null,
  };
}

/** The line after a rate was typed: one that is not the list's is given by hand. */
export function rated(line: LineForm, rate: string, list: readonly Listed[]): LineForm {
  const price = list.find((each) => each.product_id === line.product_id)?.price;
  const isListed = price !== null && price !== undefined && parseMoney(rate) === price.price_minor;
  return { ...line, rate, price_version: isListed ? price.version : null };
}
