import { type RefObject, useRef } from 'react';
import { useHands } from './registry';

/** For the search box of a screen: the key that searches goes to it. */
export function useSearchBox(): RefObject<HTMLInputElement | null> {
  const box = useRef<HTMLInputElement>(null);
  useHands({
    'app.search': () => {
      box.current?.focus();
      box.current?.select();
    },
  });
  return box;
}
