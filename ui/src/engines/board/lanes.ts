import { useMemo, useRef } from 'react';
import { type BoardFilter, type BoardLane, type LaneBy, useQuery } from '../../bridge';
import { type LaneSpec, moneyShort } from '../../kit';
import { enquiryWords } from '../enquiries';
import { trackLabel, words } from './messages';
import { OTHERS } from './rows';

/** What a lane is called. */
export function laneLabel(by: LaneBy, { key, label }: Pick<BoardLane, 'key' | 'label'>): string {
  if (key === null) return by === 'track' ? words.lanes.noTrack : words.lanes.others;
  switch (by) {
    case 'priority':
      return words.lanes.priority(enquiryWords.priorities[key as keyof typeof enquiryWords.priorities]);
    case 'track':
      return trackLabel(key);
    case 'owner':
    case 'company':
      return label;
  }
}

/** The lanes of the board, if it is cut into any: what they are called and how much is in each. */
export function useLanes(by: LaneBy | null, filter: BoardFilter, shut: string | undefined, currency: string) {
  const asked = useQuery(
    'board.lanes',
    { by: by ?? 'owner', filter },
    { isEnabled: by !== null, isSticky: true },
  );
  // What is shown while the next answer is on its way may be cut by something else: its keys would mean nothing here.
  const cutBy = useRef<LaneBy | null>(null);
  if (asked.data && !asked.isPlaceholderData) cutBy.current = by;
  const lanes = by === null || cutBy.current !== by ? undefined : asked.data;
  const named = useMemo(() => (lanes ?? []).flatMap(({ key }) => (key === null ? [] : [key])), [lanes]);
  const specs = useMemo(() => {
    if (by === null || !lanes) return undefined;
    const closed = new Set(shut?.split('.') ?? []);
    return lanes.map((lane): LaneSpec => {
      const key = lane.key ?? OTHERS;
      return {
        key,
        label: laneLabel(by, lane),
        count: lane.count,
        summary: lane.value_minor === 0 ? '' : moneyShort(lane.value_minor, currency),
        isShut: closed.has(key),
        cells: new Map(lane.cells.map(({ column, count }) => [column, count])),
      };
    });
  }, [by, lanes, shut, currency]);
  return { specs, named, isWaiting: by !== null && !lanes };
}

/** The lanes that are shut, with one of them shut or opened. */
export function withLane(shut: string | undefined, key: string): string | null {
  const closed = new Set(shut?.split('.') ?? []);
  if (!closed.delete(key)) closed.add(key);
  return [...closed].join('.') || null;
}
