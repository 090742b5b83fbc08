import { type PointerEvent, type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { gapAt } from '../window';
import { type Held, IDLE, type Input, type Outcome, type Place, type Point, step } from './drag';
import type { BoardStore } from './model';
import { edgeSpeed, lift, type Overlay } from './overlay';

export interface Surface {
  root: RefObject<HTMLElement | null>;
  /** The scrolling list of each column. */
  lists: Map<string, HTMLElement>;
  counts: ReadonlyMap<string, number>;
  row: number;
  /** Cells stand above one another, so height tells them apart, and the board scrolls both ways. */
  isLaned: boolean;
  overlayClass: string;
  /** What shows that the hand holds more than this card. */
  badgeOf: (id: string) => HTMLElement | null;
}

/** What card a point of the page belongs to, from what the card's element says of itself. */
export function heldAt(target: EventTarget | null): { held: Held; element: HTMLElement } | null {
  if (!(target instanceof Element)) return null;
  const element = target.closest('[data-card]');
  if (!(element instanceof HTMLElement)) return null;
  const { card, column, index } = element.dataset;
  if (!card || !column || index === undefined) return null;
  return { held: { id: card, from: { column, index: Number(index) } }, element };
}

/** Feeds the pointer into the state machine: threshold, capture, overlay, scrolling at the edges. */
export function usePointer(store: BoardStore, surface: Surface, onOutcome: (outcome: Outcome) => void) {
  const latest = useRef({ surface, onOutcome });
  useEffect(() => {
    latest.current = { surface, onOutcome };
  });
  const hand = useRef<Hand | null>(null);

  const feed = useCallback(
    (input: Input): Outcome => {
      const { drag, outcome } = step(store.getState().drag, input);
      if (drag !== store.getState().drag) store.setState({ drag });
      return outcome;
    },
    [store],
  );

  const finish = useCallback((outcome: Outcome) => {
    hand.current?.letGo();
    hand.current = null;
    latest.current.onOutcome(outcome);
  }, []);

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && hand.current) finish(feed({ kind: 'cancel' }));
    };
    window.addEventListener('keydown', onKey);
    return () => {
      window.removeEventListener('keydown', onKey);
      hand.current?.letGo();
      store.setState({ drag: IDLE });
    };
  }, [store, feed, finish]);

  const listeners = useMemo(() => {
    let pressed: HTMLElement | null = null;
    return {
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        const found = heldAt(event.target);
        const isOnControl = event.target instanceof Element && event.target.closest('button, a, input');
        if (event.button !== 0 || !found || isOnControl) return;
        pressed = found.element;
        feed({ kind: 'press', pointer: event.pointerId, at: pointOf(event), held: found.held });
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => {
        const { phase } = store.getState().drag;
        if (phase !== 'pressed' && phase !== 'dragging') return;
        const at = pointOf(event);
        const over = placeAt(latest.current.surface, at);
        const outcome = feed({ kind: 'move', pointer: event.pointerId, at, over });
        if (outcome.kind === 'start' && pressed) {
          event.currentTarget.setPointerCapture(event.pointerId);
          const aim = (point: Point) =>
            feed({
              kind: 'move',
              pointer: event.pointerId,
              at: point,
              over: placeAt(latest.current.surface, point),
            });
          hand.current = take(pressed, at, () => latest.current.surface, aim);
        }
        hand.current?.follow(at);
      },
      onPointerUp: (event: PointerEvent<HTMLElement>) => {
        pressed = null;
        const outcome = feed({ kind: 'release', pointer: event.pointerId });
        if (hand.current) finish(outcome);
      },
      onPointerCancel: () => {
        pressed = null;
        const outcome = feed({ kind: 'cancel' });
        if (hand.current) finish(outcome);
      },
    };
  }, [store, feed, finish]);
  return { listeners, feed };
}

interface Hand {
  follow: (at: Point) => void;
  letGo: () => void;
}

function take(card: HTMLElement, from: Point, surface: () => Surface, aim: (at: Point) => void): Hand {
  const { overlayClass, badgeOf } = surface();
  const overlay: Overlay = lift(card, from, overlayClass, badgeOf(card.dataset.card ?? ''));
  let at = from;
  let frame = 0;
  // Goes on for as long as there is something to scroll: frames in which nothing happens are not free.
  const scroll = () => {
    frame = 0;
    if (!scrollEdges(surface(), at)) return;
    aim(at);
    frame = requestAnimationFrame(scroll);
  };
  return {
    follow: (point) => {
      at = point;
      overlay.follow(point);
      frame ||= requestAnimationFrame(scroll);
    },
    letGo: () => {
      cancelAnimationFrame(frame);
      overlay.remove();
    },
  };
}

/** The column under a point, and the gap in it. Cards are all one height, so this is arithmetic. */
function placeAt({ lists, counts, row, isLaned }: Surface, at: Point): Place | null {
  for (const [column, list] of lists) {
    const box = list.getBoundingClientRect();
    if (!isUnder(box, at, isLaned)) continue;
    const index = gapAt(at.y - box.top + list.scrollTop, row, counts.get(column) ?? 0);
    return { column, index };
  }
  return null;
}

function isUnder(box: DOMRect, at: Point, isLaned: boolean): boolean {
  const isBeside = at.x < box.left || at.x > box.right;
  return !isBeside && (!isLaned || (at.y >= box.top && at.y <= box.bottom));
}

function scrollEdges({ root, lists, isLaned }: Surface, at: Point): boolean {
  let hasMoved = false;
  const board = root.current;
  if (board) {
    const box = board.getBoundingClientRect();
    const by = edgeSpeed(at.x, box.left, box.right);
    const before = { left: board.scrollLeft, top: board.scrollTop };
    if (by !== 0) board.scrollLeft += by;
    const down = isLaned ? edgeSpeed(at.y, box.top, box.bottom) : 0;
    if (down !== 0) board.scrollTop += down;
    hasMoved = board.scrollLeft !== before.left || board.scrollTop !== before.top;
  }
  for (const list of lists.values()) {
    const box = list.getBoundingClientRect();
    if (!isUnder(box, at, isLaned)) continue;
    const by = edgeSpeed(at.y, box.top, box.bottom);
    const before = list.scrollTop;
    if (by !== 0) list.scrollTop += by;
    hasMoved ||= list.scrollTop !== before;
  }
  return hasMoved;
}

function pointOf(event: PointerEvent): Point {
  return { x: event.clientX, y: event.clientY };
}
