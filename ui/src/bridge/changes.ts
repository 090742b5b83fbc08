import type { QueryClient } from '@tanstack/react-query';
import { QUERY_TOPICS } from './contract';
import type { Changed, Host } from './host';

/** A sync commits many pages a second; screens need no more than four refreshes in that time. */
const SETTLE_MS = 250;

/** True when the query reads one of the tables, or when nobody has said what it reads. */
export function isTouched(query: unknown, topics: ReadonlySet<string>): boolean {
  const known: Readonly<Record<string, readonly string[] | undefined>> = QUERY_TOPICS;
  const reads = typeof query === 'string' ? known[query] : undefined;
  return reads === undefined || reads.length === 0 || reads.some((topic) => topics.has(topic));
}

/** Refreshes what a change touched: at once, then at most once per `SETTLE_MS` while changes keep coming. */
export function followChanges(host: Host, client: QueryClient): () => void {
  let topics = new Set<string>();
  let isAll = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const refresh = () => {
    const touched = topics;
    const everything = isAll;
    topics = new Set();
    isAll = false;
    void client.invalidateQueries({
      predicate: (query) => everything || isTouched(query.queryKey[0], touched),
    });
  };
  const settle = () => {
    timer = undefined;
    if (isAll || topics.size > 0) {
      refresh();
      timer = setTimeout(settle, SETTLE_MS);
    }
  };
  const heard = (changed: Changed | null) => {
    if (changed === null) isAll = true;
    else for (const topic of changed.topics) topics.add(topic);
    timer ??= setTimeout(settle, 0);
  };
  const stop = host.onChanged(heard);
  return () => {
    clearTimeout(timer);
    stop();
  };
}
