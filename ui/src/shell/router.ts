import { useSyncExternalStore } from 'react';
import { isOwnWindow } from '../bridge';

/** Where the person is. It lives in the address, after the `#`, so both hosts and a reload agree. */
export interface Place {
  path: readonly string[];
  params: Readonly<Record<string, string>>;
}

const KEPT = 'pebble.place';

export function parse(hash: string): Place {
  const [before = '', after = ''] = hash.replace(/^#?\/?/, '').split('?', 2);
  const path = before.split('/').filter(Boolean).map(decoded);
  return { path, params: Object.fromEntries(new URLSearchParams(after)) };
}

export function format({ path, params }: Place): string {
  const query = new URLSearchParams(params).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${query ? `?${query}` : ''}`;
}

/** The same place with some parameters changed; `null` takes one away. */
export function withParams(place: Place, changes: Readonly<Record<string, string | null>>): Place {
  const params: Record<string, string> = { ...place.params };
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === '') delete params[key];
    else params[key] = value;
  }
  return { path: place.path, params };
}

export function here(): Place {
  return current(location.hash);
}

export interface Going {
  /** Takes the place of the present entry in the history: for typing and for walking a list. */
  replace?: boolean;
}

export function go(to: Place, { replace = false }: Going = {}): void {
  const hash = format(to);
  if (hash === location.hash) return;
  if (replace) history.replaceState(null, '', hash);
  else history.pushState(null, '', hash);
  keep(hash);
  for (const listener of listeners) listener();
}

export function goTo(...path: string[]): void {
  go({ path, params: {} });
}

export function setParams(changes: Readonly<Record<string, string | null>>, going?: Going): void {
  go(withParams(here(), changes), going);
}

/** Shows a record beside the screen in front, at one of its tabs. */
export function openRecord(enquiry: string, tab: string | null = null): void {
  setParams({ enquiry, tab });
}

/** A window of one record has one place, and says nothing of where one is. */
function keep(hash: string): void {
  if (!isOwnWindow) localStorage.setItem(KEPT, hash);
}

/** The next start begins at Today. */
export function forgetPlace(): void {
  localStorage.removeItem(KEPT);
  history.replaceState(null, '', '#/today');
}

/** After a restart: the place of last time, when the address names none. One that it names is the place from now on. */
export function restorePlace(): void {
  takeIn();
  const kept = localStorage.getItem(KEPT);
  if (here().path.length > 0) keep(location.hash);
  else if (kept) history.replaceState(null, '', kept);
}

/** `#/do/mail.write` is no place: it asks for a command. The picture in the tray has no other way to ask a page. */
const ORDER = '#/do/';
let order: string | null = null;

/** Keeps what the address asks for, and puts the place back that was there before: no screen hears of it. */
function takeIn(): void {
  if (!location.hash.startsWith(ORDER)) return;
  order = location.hash.slice(ORDER.length);
  history.replaceState(null, '', localStorage.getItem(KEPT) ?? '#/today');
}

/** The command that was asked for by address and not yet taken on. */
export function useOrder(): string | null {
  return useSyncExternalStore(subscribe, () => order);
}

export function forgetOrder(): void {
  order = null;
}

const listeners = new Set<() => void>();

/** One listener for the window: everybody hears of a move in the same breath, so no screen acts on a place it has left. */
function moved(): void {
  takeIn();
  keep(location.hash);
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    // While nobody followed, nobody took it on.
    takeIn();
    window.addEventListener('popstate', moved);
    window.addEventListener('hashchange', moved);
  }
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.removeEventListener('popstate', moved);
    window.removeEventListener('hashchange', moved);
  };
}

let last: { hash: string; place: Place } = { hash: '', place: parse('') };

function current(hash: string): Place {
  if (last.hash !== hash) last = { hash, place: parse(hash) };
  return last.place;
}

export function usePlace(): Place {
  return useSyncExternalStore(subscribe, here);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
