import type { Entity, EntityValue, Intent, MailRow, Verdict } from '../../bridge';
import { money, type Tone } from '../../kit';

export type Band = 'sure' | 'likely' | 'unsure';

/** From 0.9 a verdict acts by itself, from 0.7 it is preselected, below that it is a suggestion. */
export function bandOf(confidence: number): Band {
  if (confidence >= 0.9) return 'sure';
  return confidence >= 0.7 ? 'likely' : 'unsure';
}

const GOOD: readonly Intent[] = ['enquiry_rfq', 'order_po', 'sample_request', 'sample_feedback'];
const WARN: readonly Intent[] = [
  'quote_negotiation',
  'chase_followup',
  'technical_query',
  'vendor_qualification',
  'deferred_hold',
];
const BAD: readonly Intent[] = ['complaint', 'bounce', 'fake_enquiry', 'spam_junk', 'not_interested_lost'];

export function toneOf(intent: Intent): Tone {
  if (GOOD.includes(intent)) return 'good';
  if (WARN.includes(intent)) return 'warn';
  if (BAD.includes(intent)) return 'bad';
  return 'neutral';
}

export function textOf(value: EntityValue, date: (day: string) => string): string {
  switch (value.kind) {
    case 'product':
      return value.name;
    case 'quantity':
      return `${value.amount} ${value.unit}`;
    case 'price':
      return `${money(value.amount_minor, value.currency)}${value.per ? ` / ${value.per}` : ''}`;
    case 'date':
      return date(value.on);
    case 'phone':
    case 'po_number':
    case 'cas':
    case 'gstin':
    case 'pan':
    case 'cin':
    case 'ifsc':
    case 'utr':
    case 'invoice_number':
    case 'rfq_number':
    case 'hsn':
    case 'eway_bill':
      return value.number;
    case 'incoterm':
      return value.place ? `${value.term} ${value.place}` : value.term;
    case 'payment_term':
      return value.terms;
  }
}

export interface Prefill {
  title: string;
  product: string;
  quantity: string;
  unit: string;
}

/** What a new enquiry from this mail starts with: the first valid product and quantity it names. */
export function prefill(mail: {
  row: Pick<MailRow, 'subject'>;
  verdict: Pick<Verdict, 'entities'> | null;
}): Prefill {
  const entities = (mail.verdict?.entities ?? []).filter((entity) => entity.is_valid);
  const product = first(entities, 'product');
  const quantity = first(entities, 'quantity');
  const subject = mail.row.subject.replace(/^\s*((re|fw|fwd)\s*:\s*)+/i, '').trim();
  return {
    title: subject,
    product: product?.name ?? '',
    quantity: quantity?.amount ?? '',
    unit: quantity?.unit ?? 'kg',
  };
}

function first<K extends EntityValue['kind']>(entities: readonly Entity[], kind: K) {
  for (const { value } of entities) if (isKind(value, kind)) return value;
  return null;
}

function isKind<K extends EntityValue['kind']>(
  value: EntityValue,
  kind: K,
): value is Extract<EntityValue, { kind: K }> {
  return value.kind === kind;
}

/** Each thing named once, in the order of the mail. */
export function distinct(verdict: Verdict): Entity[] {
  const seen = new Set<string>();
  return verdict.entities.filter((entity) => {
    const key = JSON.stringify(entity.value);
    if (seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
