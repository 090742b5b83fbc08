// One state machine for the pointer, the keyboard and what they share: where the card would land.

/** A card where it is: its column and its row there. */
export interface Place {
  column: string;
  index: number;
}
/** The card in hand. */
export interface Held {
  id: string;
  from: Place;
}
export interface Point {
  x: number;
  y: number;
}

export type Drag =
  | { phase: 'idle' }
  | { phase: 'pressed'; pointer: number; origin: Point; held: Held }
  | { phase: 'dragging'; pointer: number; held: Held; over: Place | null }
  | { phase: 'lifted'; held: Held; over: Place };

export type Input =
  | { kind: 'press'; pointer: number; at: Point; held: Held }
  | { kind: 'move'; pointer: number; at: Point; over: Place | null }
  | { kind: 'release'; pointer: number }
  | { kind: 'lift'; held: Held }
  | { kind: 'aim'; over: Place }
  | { kind: 'drop' }
  | { kind: 'cancel' };

/** What the world should do about it. */
export type Outcome =
  | { kind: 'none' }
  | { kind: 'start' }
  | { kind: 'drop'; held: Held; to: Place }
  | { kind: 'cancelled'; held: Held };

export interface Step {
  drag: Drag;
  outcome: Outcome;
}

/** Pixels a pressed pointer may wander before it is a drag and no longer a click. */
export const THRESHOLD = 4;
export const IDLE: Drag = { phase: 'idle' };

export function step(drag: Drag, input: Input): Step {
  switch (input.kind) {
    case 'press':
      if (drag.phase !== 'idle') return stay(drag);
      return stay({ phase: 'pressed', pointer: input.pointer, origin: input.at, held: input.held });
    case 'move':
      return moved(drag, input);
    case 'release':
      if (drag.phase === 'pressed' && drag.pointer === input.pointer) return stay(IDLE);
      return drag.phase === 'dragging' && drag.pointer === input.pointer ? landed(drag) : stay(drag);
    case 'lift':
      if (drag.phase !== 'idle') return stay(drag);
      return {
        drag: { phase: 'lifted', held: input.held, over: input.held.from },
        outcome: { kind: 'start' },
      };
    case 'aim':
      return stay(drag.phase === 'lifted' ? { ...drag, over: input.over } : drag);
    case 'drop':
      return drag.phase === 'lifted' ? landed(drag) : stay(drag);
    case 'cancel':
      if (drag.phase === 'idle' || drag.phase === 'pressed') return stay(IDLE);
      return { drag: IDLE, outcome: { kind: 'cancelled', held: drag.held } };
  }
}

/** True when the gap is the one the card already fills. */
export function isSamePlace(from: Place, to: Place): boolean {
  return from.column === to.column && (to.index === from.index || to.index === from.index + 1);
}

/** The rank a dropped card ends up with (1 is the top), once it has left its own row. */
export function rank(held: Held, to: Place): number {
  const isBelowItself = to.column === held.from.column && to.index > held.from.index;
  return to.index + (isBelowItself ? 0 : 1);
}

function moved(drag: Drag, input: Extract<Input, { kind: 'move' }>): Step {
  if (drag.phase === 'dragging' && drag.pointer === input.pointer) {
    const isStill = drag.over?.column === input.over?.column && drag.over?.index === input.over?.index;
    return stay(isStill ? drag : { ...drag, over: input.over });
  }
  if (drag.phase !== 'pressed' || drag.pointer !== input.pointer) return stay(drag);
  const far = Math.hypot(input.at.x - drag.origin.x, input.at.y - drag.origin.y) >= THRESHOLD;
  if (!far) return stay(drag);
  return {
    drag: { phase: 'dragging', pointer: drag.pointer, held: drag.held, over: input.over },
    outcome: { kind: 'start' },
  };
}

function landed(drag: { held: Held; over: Place | null }): Step {
  const { held, over } = drag;
  if (over === null || isSamePlace(held.from, over)) {
    return { drag: IDLE, outcome: { kind: 'cancelled', held } };
  }
  return { drag: IDLE, outcome: { kind: 'drop', held, to: over } };
}

function stay(drag: Drag): Step {
  return { drag, outcome: { kind: 'none' } };
}
