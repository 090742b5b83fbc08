import { type RefCallback, useCallback, useEffect, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { reveal, type Span, visible } from './window';

export interface Windowed extends Span {
  /** Put on the scrolling element. */
  ref: RefCallback<HTMLElement>;
  scrollTo: (index: number) => void;
}

/** Follows a scrolling element and says which rows to draw; renders again only when that answer changes. */
export function useWindow(count: number, row: number, spare = 4): Windowed {
  const element = useRef<HTMLElement | null>(null);
  const [span, setSpan] = useState<Span>({ first: 0, last: 0 });
  const measure = useCallback(() => {
    const box = element.current;
    if (!box) return;
    const next = visible(box.scrollTop, box.clientHeight, row, count, spare);
    setSpan((now) => (now.first === next.first && now.last === next.last ? now : next));
  }, [count, row, spare]);

  const latest = useRef(measure);
  useEffect(() => {
    latest.current = measure;
    measure();
  }, [measure]);

  const ref = useCallback((box: HTMLElement | null) => {
    element.current = box;
    if (!box) return;
    // It is heard once a frame, before the frame is drawn: rows that come into sight are in it if they are made now.
    const onScroll = () => flushSync(() => latest.current());
    const sizes = new ResizeObserver(onScroll);
    sizes.observe(box);
    box.addEventListener('scroll', onScroll, { passive: true });
    latest.current();
    return () => {
      sizes.disconnect();
      box.removeEventListener('scroll', onScroll);
      element.current = null;
    };
  }, []);

  const scrollTo = useCallback(
    (index: number) => {
      const box = element.current;
      if (box) box.scrollTop = reveal(index, box.scrollTop, box.clientHeight, row);
    },
    [row],
  );
  return { ...span, ref, scrollTo };
}
