import { useSyncExternalStore } from 'react';
import { type BeginDraft, type Id, Refusal, report, tell } from '../../../bridge';
import { setParams } from '../../../shell/router';

/** Shows a draft: beside the mail it answers, where that is on the screen, else in a window of its own. */
export function showDraft(id: Id): void {
  setParams({ write: id });
}

/** Begins a draft, or goes on with the one that was begun, and shows it. */
export async function write(begin: Partial<BeginDraft> & Pick<BeginDraft, 'way'>): Promise<Id | null> {
  const whole: BeginDraft = { answers: null, enquiry_id: null, to: [], ...begin };
  try {
    const { id } = await tell('email.draft_begin', whole);
    showDraft(id);
    return id;
  } catch (thrown) {
    report(Refusal.from(thrown));
    return null;
  }
}

// Which mails and drafts have a place on the screen where they are written: the window keeps out of their way.
const places = new Map<Id, number>();
const listeners = new Set<() => void>();
let version = 0;

/** Says that what answers this mail, or this draft, is written here. Answers how to take it back. */
export function claim(id: Id): () => void {
  const count = (by: number) => {
    places.set(id, (places.get(id) ?? 0) + by);
    version += 1;
    for (const listener of listeners) listener();
  };
  count(1);
  return () => count(-1);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function useClaims(): (id: Id) => boolean {
  useSyncExternalStore(subscribe, () => version);
  return (id) => (places.get(id) ?? 0) > 0;
}
