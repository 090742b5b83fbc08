import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followChanges, isTouched } from './changes';
import { type Changed, type Host, Refusal } from './host';
import { httpHost } from './http';

describe('refusals', () => {
  it('keep their code, words and field', () => {
    const refusal = Refusal.from({ code: 'Invalid', message: 'Write a date', field: 'review_on' });
    expect([refusal.code, refusal.message, refusal.field]).toEqual(['Invalid', 'Write a date', 'review_on']);
  });
  it('become Broken when they are not the contract’s', () => {
    expect(Refusal.from({ code: 'Teapot', message: 'short and stout' }).code).toBe('Broken');
    expect(Refusal.from('boom').message).toBe('boom');
    expect(Refusal.from(new Error('lost')).code).toBe('Broken');
  });
});

describe('the HTTP host', () => {
  afterEach(() => vi.unstubAllGlobals());
  it('sends the mark that a foreign page cannot send', async () => {
    const fetched = vi.fn(async (_url: string, _init: RequestInit) => new Response('{"a":1}'));
    vi.stubGlobal('fetch', fetched);
    expect(await httpHost.call('app.status', {})).toEqual({ a: 1 });
    const init = fetched.mock.calls[0]?.[1];
    expect(new Headers(init?.headers).get('x-pebble')).toBe('1');
    expect(init?.body).toBe('{"cmd":"app.status","input":{}}');
  });
  it('turns an error answer into a refusal', async () => {
    const body = JSON.stringify({ code: 'Conflict', message: 'Moved meanwhile', field: null });
    vi.stubGlobal('fetch', async () => new Response(body, { status: 409 }));
    await expect(httpHost.call('enquiries.advance', {})).rejects.toMatchObject({ code: 'Conflict' });
  });
  it('says so when nobody answers', async () => {
    vi.stubGlobal('fetch', async () => {
      throw new TypeError('refused');
    });
    await expect(httpHost.call('app.status', {})).rejects.toMatchObject({ code: 'Broken' });
  });
  it('escapes a message id in the frame’s address', () => {
    expect(httpHost.mailUrl('AAMk/1=', false)).toBe('/mail/AAMk%2F1%3D');
    expect(httpHost.mailUrl('AAMk/1=', true)).toBe('/mail/AAMk%2F1%3D/pictures');
  });
});

describe('changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  function listen() {
    let say: (changed: Changed | null) => void = () => {};
    const host: Host = {
      call: async () => null,
      mailUrl: () => '',
      onChanged: (heard) => {
        say = heard;
        return () => {};
      },
    };
    const client = new QueryClient();
    const refresh = vi.spyOn(client, 'invalidateQueries').mockResolvedValue();
    const stop = followChanges(host, client);
    return { say: (changed: Changed | null) => say(changed), refresh, stop };
  }
  it('refresh at once, then at most four times a second', () => {
    const { say, refresh, stop } = listen();
    for (let i = 0; i < 1000; i += 1) {
      say({ topics: ['message'], ids: [], seq: i });
      vi.advanceTimersByTime(1);
    }
    vi.advanceTimersByTime(1000);
    expect(refresh.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(refresh.mock.calls.length).toBeLessThanOrEqual(6);
    stop();
  });
  it('refresh a query nobody has declared on every change', () => {
    expect(isTouched('not.declared', new Set(['message']))).toBe(true);
  });
});
