import { Fragment, type ReactNode, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { ask, type EnquiryDetail, Refusal, report, type TimelineItem } from '../../bridge';
import { money, PrintedTimeline, useFormat } from '../../kit';
import { words } from './messages';
import styles from './printed.module.css';
import { happeningOf } from './story';

/** More than anybody prints. */
const MOST = 2000;

/** A record on paper: its facts and its whole timeline. It stands beside the window's own content while it prints. */
export function usePrinting(detail: EnquiryDetail): { print: () => void; printed: ReactNode } {
  const [lines, setLines] = useState<readonly TimelineItem[] | null>(null);
  useEffect(() => {
    if (lines === null) return;
    const done = () => setLines(null);
    window.addEventListener('afterprint', done);
    window.print();
    return () => window.removeEventListener('afterprint', done);
  }, [lines]);
  const print = async () => {
    try {
      const all = { id: detail.enquiry.id, kinds: [], text: null, limit: MOST };
      setLines((await ask('enquiries.story', all)).lines);
    } catch (thrown) {
      report(Refusal.from(thrown));
    }
  };
  const printed = lines && createPortal(<Sheet detail={detail} lines={lines} />, document.body);
  return { print: () => void print(), printed };
}

function Sheet({ detail, lines }: { detail: EnquiryDetail; lines: readonly TimelineItem[] }) {
  const { enquiry, company, contact, owner } = detail;
  const { date, dateTime, now } = useFormat();
  const facts: [string, string | null | undefined][] = [
    [words.facts.value, enquiry.value_minor === null ? null : money(enquiry.value_minor, enquiry.currency)],
    [words.facts.product, enquiry.product],
    [words.facts.quantity, [enquiry.quantity, enquiry.unit].filter(Boolean).join(' ')],
    [words.priority, words.priorities[enquiry.priority]],
    [words.facts.owner, owner],
    [words.facts.valid, enquiry.valid_until && date(enquiry.valid_until)],
    [words.facts.since, date(enquiry.stage_since)],
    [words.facts.contact, [contact?.name, contact?.role].filter(Boolean).join(', ')],
    [words.facts.email, contact?.email],
    [words.facts.phone, contact?.phone],
    [words.facts.city, company.city],
    [words.facts.gstin, company.gstin],
  ];
  return (
    <article className={styles.sheet} data-printed>
      <header>
        <h1>{enquiry.title}</h1>
        <p>
          {company.name} · {enquiry.code}
        </p>
      </header>
      <dl>
        {facts
          .filter(([, fact]) => fact)
          .map(([name, fact]) => (
            <Fragment key={name}>
              <dt>{name}</dt>
              <dd>{fact}</dd>
            </Fragment>
          ))}
      </dl>
      <h2>{words.timeline}</h2>
      <PrintedTimeline label={words.timeline} items={lines.map(happeningOf)} />
      <footer>{words.printedOn(dateTime(new Date(now).toISOString()))}</footer>
    </article>
  );
}
