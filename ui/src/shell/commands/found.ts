import { useDeferredValue } from 'react';
import { useFoundViews } from '../../engines/board/found';
import { useFoundMails } from '../../engines/email/found';
import { useFoundEnquiries } from '../../engines/enquiries/found';
import { useFoundFiles } from '../../engines/files/found';
import { useFoundCompanies, useFoundContacts } from '../../engines/masters/found';
import { useFoundPreleads } from '../../engines/preleads/found';
import type { FinderGroup } from '../../kit';

/** One letter fits too much to be of use. */
const LEAST = 2;

/** What every engine knows by these words, each under its own heading. Nothing is asked before two letters. */
export function useFound(text: string): { groups: FinderGroup[]; isAsking: boolean } {
  const asked = useDeferredValue(text);
  const words = asked.length < LEAST ? null : asked;
  const found = [
    useFoundEnquiries(words),
    useFoundCompanies(words),
    useFoundContacts(words),
    useFoundPreleads(words),
    useFoundMails(words),
    useFoundFiles(words),
    useFoundViews(words),
  ];
  return {
    groups: found.map(({ value, items }) => ({ value, items })).filter(({ items }) => items.length > 0),
    isAsking: words !== null && found.some((each) => each.isAsking),
  };
}
