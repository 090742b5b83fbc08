import { type MouseEvent, useEffect, useRef, useState } from 'react';
import { ask, type Id, type MailRow, Refusal, report } from '../../bridge';
import { useWindow } from '../../kit';
import { useHands } from '../../shell/commands';
import { go, here } from '../../shell/router';
import { ROW } from './list';
import { indexOf, type ListFilter, useRows } from './rows';

/** Mails that one command takes. */
const MOST = 500;
const PAGE = 200;

/** Which mail is chosen, where it stands, and how to get from it to its neighbours. */
export function useSelection(filter: ListFilter, chosen: Id | undefined) {
  const [known, setKnown] = useState(0);
  const span = useWindow(known, ROW, 6);
  const rows = useRows(filter, span.first, span.last);
  useEffect(() => setKnown(rows.total), [rows.total]);
  const near = useRef(0);
  const index = indexOf(rows, chosen, near.current);
  useEffect(() => {
    if (index >= 0) near.current = index;
  }, [index]);
  const choose = (id: Id, isFirst = false) => {
    const params: Record<string, string> = filter.query === null ? {} : { q: filter.query };
    // The first mail is chosen by the list itself: what is being written meanwhile stays open.
    const { write } = here().params;
    if (isFirst && write !== undefined) params.write = write;
    go({ path: ['inbox', filter.folder, id], params }, { replace: isFirst || chosen !== undefined });
  };
  const from = index >= 0 ? index : near.current;
  /** Settles now which row comes next: by the time the mail has left the list, the rows will have moved up. */
  const planNext = () => {
    const next = rows.at(from + 1) ?? rows.at(from - 1);
    return () => next && choose(next.id);
  };
  return { rows, span, index, from, choose, planNext };
}

type Place = ReturnType<typeof useSelection>;

/** Several mails beside each other: with Shift and the arrows, Ctrl and a press, or all of them. */
export function useSeveral(filter: ListFilter, place: Place, chosen: Id | undefined) {
  const { rows, index, from, choose } = place;
  const [marked, setMarked] = useState<ReadonlySet<Id>>(NONE);
  const anchor = useRef(0);
  /** Picked one by one, they stay picked while the list is walked. */
  const isPicked = useRef(false);
  const clear = () => setMarked(NONE);
  // Another list, another selection.
  const key = JSON.stringify(filter);
  const [listed, setListed] = useState(key);
  if (listed !== key) {
    setListed(key);
    setMarked(NONE);
  }
  const between = (one: number, other: number) => {
    const found: Id[] = [];
    for (let at = Math.min(one, other); at <= Math.max(one, other) && found.length < MOST; at += 1) {
      const row = rows.at(at);
      if (row) found.push(row.id);
    }
    return found;
  };
  const extend = (to: number) => {
    const row = rows.at(to);
    if (!row) return;
    if (marked.size === 0) anchor.current = Math.max(index, 0);
    isPicked.current = false;
    setMarked(new Set(between(anchor.current, to)));
    choose(row.id);
  };
  const toggle = (id: Id) => {
    isPicked.current = true;
    const next = new Set(marked.size === 0 && chosen !== undefined && chosen !== id ? [chosen] : marked);
    if (!next.delete(id)) next.add(id);
    setMarked(next);
  };
  const step = (by: number) => {
    const next = rows.at(from + by);
    if (!next) return;
    if (!isPicked.current) clear();
    choose(next.id);
  };
  const all = async () => {
    const found = new Set<Id>();
    for (let offset = 0; offset < Math.min(rows.total, MOST); offset += PAGE) {
      const limit = Math.min(PAGE, MOST - offset);
      const page = await ask('email.list', { ...filter, offset, limit });
      for (const row of page.rows) found.add(row.id);
    }
    setMarked(found);
  };
  const press = (at: number, row: MailRow, event: MouseEvent) => {
    if (event.shiftKey) {
      if (marked.size === 0) anchor.current = Math.max(index, 0);
      setMarked(new Set(between(anchor.current, at)));
    } else if (event.ctrlKey || event.metaKey) {
      anchor.current = at;
      toggle(row.id);
    } else {
      anchor.current = at;
      clear();
      choose(row.id);
    }
  };
  /** The next row that is not selected itself. */
  const planNext = () => {
    let next: MailRow | undefined;
    for (let at = from; at < Math.min(rows.total, from + MOST) && !next; at += 1) {
      const row = rows.at(at);
      if (row && !marked.has(row.id)) next = row;
    }
    for (let at = from; at >= 0 && !next; at -= 1) {
      const row = rows.at(at);
      if (row && !marked.has(row.id)) next = row;
    }
    return () => next && choose(next.id);
  };
  useHands({
    'mail.next': () => step(1),
    'mail.previous': () => step(-1),
    'mail.select': chosen === undefined ? null : () => toggle(chosen),
    'mail.select_next': () => extend(from + 1),
    'mail.select_previous': () => extend(from - 1),
    'mail.select_all': rows.total > 0 ? () => void all().catch((why) => report(Refusal.from(why))) : null,
    'mail.select_none': marked.size > 0 ? clear : null,
  });
  return { marked, ids: [...marked], clear, press, planNext };
}

const NONE: ReadonlySet<Id> = new Set();
