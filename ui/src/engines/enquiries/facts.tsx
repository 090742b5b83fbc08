import { Fragment, type ReactNode } from 'react';
import { type Contact, type EnquiryDetail, type Id, tell, useQuery } from '../../bridge';
import { Inline, money, parseMoney, Select, useFormat } from '../../kit';
import { Reach } from '../masters';
import { words } from './messages';
import { Owner } from './owner';
import { put, shown } from './put';
import styles from './record.module.css';
import { useWish } from './use-wish';

const said = words.facts;

/** What is known of an enquiry, of who asks and of their company. Each is put right where it stands. */
export function Facts({ detail }: { detail: EnquiryDetail }) {
  return (
    <>
      <Asked detail={detail} />
      <Who detail={detail} />
      <Where detail={detail} />
    </>
  );
}

type Fact = [name: string, fact: ReactNode] | false;

function List({ title, facts }: { title: string; facts: readonly Fact[] }) {
  return (
    <section className={styles.known} aria-label={title}>
      <h3>{title}</h3>
      <dl className={styles.facts}>
        {facts.map(
          (fact) =>
            fact && (
              <Fragment key={fact[0]}>
                <dt>{fact[0]}</dt>
                <dd>{fact[1]}</dd>
              </Fragment>
            ),
        )}
      </dl>
    </section>
  );
}

function Asked({ detail }: { detail: EnquiryDetail }) {
  const { enquiry } = detail;
  const { date, dayAfter } = useFormat();
  const { id, currency } = enquiry;
  const ahead = (day: string) => (day !== '' && day < dayAfter(0) ? said.past : null);
  const amount = (text: string) => (text === '' || parseMoney(text) !== null ? null : words.ask.notMoney);
  return (
    <List
      title={said.enquiry}
      facts={[
        [
          said.value,
          <Inline
            key="value"
            label={said.value}
            value={enquiry.value_minor === null ? '' : String(enquiry.value_minor / 100)}
            show={(text) => money(parseMoney(text) ?? 0, currency)}
            inputMode="decimal"
            check={amount}
            onSave={(text) =>
              put(id, text === '' ? { clear: ['value_minor'] } : { value_minor: parseMoney(text) })
            }
            words={words.inline}
          />,
        ],
        [
          said.product,
          <Inline
            key="product"
            label={said.product}
            value={enquiry.product ?? ''}
            onSave={(product) => put(id, product === '' ? { clear: ['product'] } : { product })}
            words={words.inline}
          />,
        ],
        [said.quantity, <Quantity key="quantity" detail={detail} />],
        [said.owner, <Owner key="owner" detail={detail} />],
        [
          said.valid,
          <Inline
            key="valid"
            label={said.valid}
            type="date"
            value={enquiry.valid_until ?? ''}
            show={date}
            check={ahead}
            onSave={(day) => put(id, day === '' ? { clear: ['valid_until'] } : { valid_until: day })}
            words={words.inline}
          />,
        ],
        enquiry.stage === 'long_pendency' && [
          said.review,
          <Inline
            key="review"
            label={said.review}
            type="date"
            value={enquiry.review_on ?? ''}
            show={date}
            check={(day) => (day === '' ? words.ask.required : ahead(day))}
            onSave={(review_on) => put(id, { review_on })}
            words={words.inline}
          />,
        ],
        [said.since, date(enquiry.stage_since)],
        detail.flag_on !== null && [said.flag, date(detail.flag_on)],
      ]}
    />
  );
}

function Quantity({ detail: { enquiry } }: { detail: EnquiryDetail }) {
  const { id } = enquiry;
  const number = (text: string) =>
    text === '' || /^\d+(\.\d+)?$/.test(text.replaceAll(',', '')) ? null : words.ask.notNumber;
  const save = (text: string) =>
    put(id, text === '' ? { clear: ['quantity'] } : { quantity: text.replaceAll(',', '') });
  return (
    <span className={styles.pair}>
      <Inline
        label={said.quantity}
        value={enquiry.quantity ?? ''}
        inputMode="decimal"
        check={number}
        onSave={save}
        words={words.inline}
      />
      <Inline
        label={said.unit}
        value={enquiry.unit ?? ''}
        onSave={(unit) => put(id, unit === '' ? { clear: ['unit'] } : { unit })}
        words={{ ...words.inline, empty: said.noUnit }}
      />
    </span>
  );
}

function Who({ detail }: { detail: EnquiryDetail }) {
  const { enquiry, company, contact } = detail;
  const { id } = enquiry;
  const contacts = useQuery('masters.contacts', company.id).data ?? [];
  const [wished, wish] = useWish<Id>((contact_id) => put(id, { contact_id }));
  const right = (fact: { name?: string; role?: string }) =>
    shown(id, () => tell('masters.edit_contact', { id: contact?.id ?? '', ...fact }));
  const choice = contacts.length > (contact ? 1 : 0) && (
    <Select
      isBare
      label={said.contact}
      placeholder={said.none}
      choices={contacts.map((each) => ({ value: each.id, label: nameOf(each) }))}
      value={wished ?? contact?.id ?? null}
      onValue={wish}
    />
  );
  return (
    <List
      title={said.contact}
      facts={[
        choice && [said.who, choice],
        contact !== null && [
          said.name,
          <Inline
            key={`name ${contact.id}`}
            label={said.contactName}
            value={contact.name}
            onSave={(name) => right({ name })}
            words={words.inline}
          />,
        ],
        contact !== null && [
          said.role,
          <Inline
            key={`role ${contact.id}`}
            label={said.role}
            value={contact.role ?? ''}
            onSave={(role) => right({ role })}
            words={words.inline}
          />,
        ],
        contact !== null && [said.email, <Reach key="email" contact={contact} kind="email" />],
        contact !== null && [said.phone, <Reach key="phone" contact={contact} kind="phone" />],
        contact === null && !choice && [said.who, <span key="none">{said.none}</span>],
      ]}
    />
  );
}

const nameOf = ({ name, email }: Contact) => name || email || said.none;

function Where({ detail: { enquiry, company } }: { detail: EnquiryDetail }) {
  const right = (fact: { name?: string; city?: string; industry?: string; gstin?: string }) =>
    shown(enquiry.id, () => tell('masters.edit_company', { id: company.id, ...fact }));
  const plain = (key: 'city' | 'industry' | 'gstin'): Fact => [
    said[key],
    <Inline
      key={key}
      label={said[key]}
      value={company[key] ?? ''}
      onSave={(text) => right({ [key]: text })}
      words={words.inline}
    />,
  ];
  return (
    <List
      title={said.company}
      facts={[
        [
          said.name,
          <Inline
            key="name"
            label={said.companyName}
            value={company.name}
            check={(text) => (text === '' ? words.ask.required : null)}
            onSave={(name) => right({ name })}
            words={words.inline}
          />,
        ],
        plain('city'),
        plain('industry'),
        plain('gstin'),
      ]}
    />
  );
}
