import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { useKeys } from './keys';
import { useHands } from './registry';

function Listening({ onViews, isLeaving }: { onViews: () => void; isLeaving: boolean }) {
  useKeys();
  useHands({ 'board.views': onViews });
  return (
    <div data-owns-keys {...(isLeaving ? { 'data-closed': '' } : { 'data-open': '' })}>
      <button type="button" onKeyDown={(event) => event.preventDefault()} />
    </div>
  );
}

function press(isLeaving: boolean): number {
  const onViews = vi.fn();
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  act(() => root.render(<Listening onViews={onViews} isLeaving={isLeaving} />));
  const key = new KeyboardEvent('keydown', { key: 'v', code: 'KeyV', bubbles: true, cancelable: true });
  place.querySelector('button')?.dispatchEvent(key);
  act(() => root.unmount());
  place.remove();
  return onViews.mock.calls.length;
}

test('the key that closes a menu is the menu’s, though it is on its way out when the window hears of it', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const onViews = vi.fn();
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  act(() => root.render(<Listening onViews={onViews} isLeaving={false} />));
  const entry = place.querySelector('button');
  entry?.addEventListener('keydown', () => entry.closest('[data-open]')?.setAttribute('data-closed', ''));
  entry?.dispatchEvent(
    new KeyboardEvent('keydown', { key: 'v', code: 'KeyV', bubbles: true, cancelable: true }),
  );
  act(() => root.unmount());
  place.remove();
  expect(onViews).not.toHaveBeenCalled();
});

test('an open menu keeps its keys, one on its way out gives them up, even where its entry swallows them', () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  expect(press(false)).toBe(0);
  expect(press(true)).toBe(1);
});
