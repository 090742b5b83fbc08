import { act, createElement, useEffect } from 'react';
import { createRoot } from 'react-dom/client';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { forgetOrder, format, go, here, parse, restorePlace, useOrder, usePlace, withParams } from './router';

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  return () => vi.unstubAllGlobals();
});

describe('addresses', () => {
  it('reads a path and its parameters', () => {
    expect(parse('#/inbox/unclassified/m%2F1?q=zinc+oxide')).toEqual({
      path: ['inbox', 'unclassified', 'm/1'],
      params: { q: 'zinc oxide' },
    });
    expect(parse('')).toEqual({ path: [], params: {} });
  });
  it('writes what it can read again', () => {
    const place = { path: ['enquiry', 'a/b ?#é'], params: { q: '50 % & more', enquiry: 'e1' } };
    expect(parse(format(place))).toEqual(place);
  });
  it('survives a broken address', () => {
    expect(parse('#/inbox/%E0%A4%A').path).toEqual(['inbox', '%E0%A4%A']);
  });
  it('changes some parameters and keeps the others', () => {
    const place = { path: ['board'], params: { q: 'zinc', enquiry: 'e1' } };
    expect(withParams(place, { enquiry: null, density: 'compact' }).params).toEqual({
      q: 'zinc',
      density: 'compact',
    });
  });
});

describe('a restart', () => {
  beforeEach(() => {
    localStorage.clear();
    history.replaceState(null, '', '#');
  });
  it('comes back to the place of last time', () => {
    go({ path: ['board'], params: { enquiry: 'e7' } });
    history.replaceState(null, '', '#');
    restorePlace();
    expect(here()).toEqual({ path: ['board'], params: { enquiry: 'e7' } });
  });
  it('prefers the place the address names', () => {
    go({ path: ['board'], params: {} });
    history.replaceState(null, '', '#/today');
    restorePlace();
    expect(here().path).toEqual(['today']);
  });
  it('keeps the place the address named, even if nobody moves from there', () => {
    go({ path: ['board'], params: {} });
    history.replaceState(null, '', '#/inbox');
    restorePlace();
    history.replaceState(null, '', '#');
    restorePlace();
    expect(here().path).toEqual(['inbox']);
  });
});

describe('an order by address', () => {
  it('is taken on without leaving the place', () => {
    go({ path: ['board'], params: { enquiry: 'e7' } });
    const root = createRoot(document.createElement('div'));
    act(() => root.render(createElement(Listening)));
    history.replaceState(null, '', '#/do/mail.write');
    act(() => {
      window.dispatchEvent(new Event('hashchange'));
    });
    expect(heard.at(-1)).toBe('mail.write');
    expect(here()).toEqual({ path: ['board'], params: { enquiry: 'e7' } });
    act(() => root.unmount());
    forgetOrder();
  });
  it('is taken on at a start, in the place of last time', () => {
    go({ path: ['board'], params: {} });
    history.replaceState(null, '', '#/do/app.add_enquiry');
    restorePlace();
    expect(here().path).toEqual(['board']);
    forgetOrder();
  });
});

const heard: (string | null)[] = [];

function Listening() {
  const order = useOrder();
  useEffect(() => {
    heard.push(order);
  }, [order]);
  return null;
}

function Screen() {
  usePlace();
  return null;
}

describe('leaving a screen', () => {
  // With a listener each, a screen would draw the new place before its frame had taken it down, and act on it.
  it('is heard of through one listener, however many screens follow the place', async () => {
    const added = vi.spyOn(window, 'addEventListener');
    const root = createRoot(document.createElement('div'));
    await act(async () => root.render([1, 2, 3].map((key) => createElement(Screen, { key }))));
    expect(added.mock.calls.filter(([kind]) => kind === 'hashchange')).toHaveLength(1);
    await act(async () => root.unmount());
  });
});
