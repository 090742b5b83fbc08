type Listener = (command: string) => void;
const listeners = new Set<Listener>();

/** Says that a command of this window was done. */
export function told(command: string): void {
  for (const listener of listeners) listener(command);
}

/** Hears of every command that this window gave and that was done. Returns how to stop. */
export function onTold(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
