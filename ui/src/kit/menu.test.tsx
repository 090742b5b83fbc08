import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { expect, test, vi } from 'vitest';
import { MenuAt } from './menu';

test('a menu that is opened by a key takes the next key, though the focus is not in it yet', async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  const [behind, first, pick, close] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
  document.body.addEventListener('keydown', behind);
  const entries = [
    { key: 'one', label: 'In an hour', press: '1', onPick: first },
    { key: 'two', label: 'Tomorrow', press: '2', onPick: pick },
  ];
  const place = document.body.appendChild(document.createElement('div'));
  const root = createRoot(place);
  const show = (anchor: Element | null) =>
    act(() => root.render(<MenuAt entries={entries} anchor={anchor} onClose={close} />));
  const press = (key = '2', repeat = false) =>
    act(() =>
      document.body.dispatchEvent(
        new KeyboardEvent('keydown', { key, repeat, bubbles: true, cancelable: true }),
      ),
    );
  show(place);
  press('2', true);
  press('x');
  expect([pick, close, behind].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
  press();
  expect([pick.mock.calls.length, close.mock.calls.length, behind.mock.calls.length]).toEqual([1, 1, 0]);
  for (const letter of 'in an') press(letter);
  press('Enter');
  expect(
    [first, pick, behind].map(({ mock }) => mock.calls.length),
    'a word is typed',
  ).toEqual([1, 1, 0]);
  show(null);
  press();
  expect([pick.mock.calls.length, behind.mock.calls.length], 'closed, it lets the keys go').toEqual([1, 1]);
  act(() => root.unmount());
  document.body.removeEventListener('keydown', behind);
  place.remove();
});
