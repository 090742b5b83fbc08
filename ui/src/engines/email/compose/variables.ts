import type { EnquiryDetail, MailDraft } from '../../../bridge';
import { money } from '../../../kit';
import { words } from './messages';

export type Variable = keyof typeof words.variables;
export const VARIABLES = Object.keys(words.variables) as Variable[];
export type Values = Partial<Record<Variable, string | null>>;

/** What is known to fill a text in: from the enquiry, else from the first person it goes to. */
export function valuesOf(
  draft: Pick<MailDraft, 'to'>,
  detail: EnquiryDetail | undefined,
  me: string | undefined,
): Values {
  const first = draft.to[0];
  const contact = detail?.contact;
  const isContact = contact && (!first || first.address === contact.email?.toLowerCase());
  const name = (isContact ? contact.name : first?.name) || null;
  const enquiry = detail?.enquiry;
  return {
    'contact.name': name,
    'contact.first': name?.split(/\s+/)[0] ?? null,
    company: detail?.company.name ?? null,
    product: enquiry?.product ?? null,
    quantity: enquiry?.quantity ? [enquiry.quantity, enquiry.unit].filter(Boolean).join(' ') : null,
    value: enquiry?.value_minor == null ? null : money(enquiry.value_minor, enquiry.currency),
    title: enquiry?.title ?? null,
    me: me ?? null,
  };
}

const OPEN = /\{\{\s*([\w.]+)\s*\}\}/g;

/** Fills a text in. What has no value stays as it is, to be seen and refused. */
export function filled(
  text: string,
  values: Values,
  written: (value: string) => string = (value) => value,
): string {
  return text.replace(OPEN, (whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name as Variable] : null;
    return value ? written(value) : whole;
  });
}

/** A name is a name, whatever it is made of. */
export function escaped(value: string): string {
  return value.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}
