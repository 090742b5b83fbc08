import type { Refusal } from './host';

type Listener = (refusal: Refusal) => void;
const listeners = new Set<Listener>();

/** Hands a refusal to whoever shows them. */
export function report(refusal: Refusal): void {
  for (const listener of listeners) listener(refusal);
}

/** Hears every refusal no screen has shown itself. Returns how to stop. */
export function onProblem(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
