// The picture of a card that follows the pointer. It is apart from the list, so the card's own row may scroll away.

import type { Point } from './drag';

export interface Overlay {
  follow: (at: Point) => void;
  remove: () => void;
}

/** `badge` says how many cards the hand holds; nothing when it is one. */
export function lift(card: HTMLElement, at: Point, className: string, badge: HTMLElement | null): Overlay {
  const box = card.getBoundingClientRect();
  const picture = card.cloneNode(true);
  if (!(picture instanceof HTMLElement)) throw new Error('a card is an element');
  picture.removeAttribute('tabindex');
  picture.removeAttribute('data-card');
  picture.removeAttribute('data-testid');
  picture.setAttribute('aria-hidden', 'true');
  picture.classList.add(...className.split(' '));
  if (badge) picture.append(badge);
  const grip = { x: at.x - box.left, y: at.y - box.top };
  Object.assign(picture.style, {
    position: 'fixed',
    left: '0',
    right: 'auto',
    top: '0',
    width: `${box.width}px`,
    height: `${box.height}px`,
  });
  const follow = (point: Point) => {
    picture.style.transform = `translate(${point.x - grip.x}px, ${point.y - grip.y}px) rotate(1.5deg)`;
  };
  follow(at);
  document.body.append(picture);
  return { follow, remove: () => picture.remove() };
}

const EDGE = 56;
const FASTEST = 18;

/** How far to scroll this frame when the pointer is that close to an edge. */
export function edgeSpeed(at: number, start: number, end: number): number {
  if (at < start + EDGE) return -Math.ceil(FASTEST * Math.min(1, (start + EDGE - at) / EDGE));
  if (at > end - EDGE) return Math.ceil(FASTEST * Math.min(1, (at - (end - EDGE)) / EDGE));
  return 0;
}
