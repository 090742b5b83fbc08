// What the board shows stands in the address, so that a reload, the way back and a kept view all know it.
import type { BoardDensity, BoardFilter, BoardShown, BoardSort, LaneBy, Priority } from '../../bridge';

export type Params = Readonly<Record<string, string>>;

export const DENSITIES = ['compact', 'normal', 'detailed'] as const satisfies readonly BoardDensity[];
export const SORTS = ['hand', 'value', 'due', 'flag', 'age'] as const satisfies readonly BoardSort[];
export const LANES = ['owner', 'priority', 'company', 'track'] as const satisfies readonly LaneBy[];
export const PRIORITIES = ['high', 'medium', 'low'] as const satisfies readonly Priority[];
export const TRACKS = [
  'specification',
  'technical_query',
  'samples',
  'vq_docs',
  'supplier_rate',
] as const satisfies readonly NonNullable<BoardFilter['track']>[];
export const DUES = ['overdue', 'today', 'week'] as const satisfies readonly NonNullable<
  BoardFilter['due']
>[];

export const ALL: BoardFilter = {
  owner_id: null,
  whose: null,
  priority: null,
  company_id: null,
  product: null,
  track: null,
  stage_days: null,
  flag_days: null,
  due: null,
  least_minor: null,
  most_minor: null,
  query: null,
};

/** Everything that says what is shown. */
const NAMES = [
  'q',
  'owner',
  'priority',
  'company',
  'product',
  'track',
  'stage_days',
  'flag_days',
  'due',
  'least',
  'most',
  'lanes',
  'sort',
  'density',
  'shut',
  'view',
] as const;

/** True when the address asks for nothing in particular. */
export function isBare(params: Params): boolean {
  return NAMES.every((name) => params[name] === undefined);
}

export function filterOf(params: Params): BoardFilter {
  const { owner } = params;
  const whose = owner === 'me' || owner === 'team' ? owner : null;
  return {
    owner_id: whose === null ? (owner ?? null) : null,
    whose,
    priority: oneOf(PRIORITIES, params.priority),
    company_id: params.company ?? null,
    product: params.product ?? null,
    track: oneOf(TRACKS, params.track),
    stage_days: wholeOf(params.stage_days),
    flag_days: wholeOf(params.flag_days),
    due: oneOf(DUES, params.due),
    least_minor: wholeOf(params.least),
    most_minor: wholeOf(params.most),
    query: params.q || null,
  };
}

export function shownOf(params: Params): BoardShown {
  return {
    filter: filterOf(params),
    lanes: oneOf(LANES, params.lanes),
    density: oneOf(DENSITIES, params.density) ?? 'normal',
    sort: oneOf(SORTS, params.sort) ?? 'hand',
  };
}

type Changes = Record<string, string | null>;

/** The parameters of a filter: those of another that was there are taken away. */
export function paramsOf(filter: BoardFilter): Changes {
  return {
    q: filter.query,
    owner: filter.whose ?? filter.owner_id,
    priority: filter.priority,
    company: filter.company_id,
    product: filter.product,
    track: filter.track,
    stage_days: textOf(filter.stage_days),
    flag_days: textOf(filter.flag_days),
    due: filter.due,
    least: textOf(filter.least_minor),
    most: textOf(filter.most_minor),
  };
}

/** The parameters of a kept view. */
export function paramsOfView(id: string | null, shown: BoardShown): Changes {
  return {
    ...paramsOf(shown.filter),
    lanes: shown.lanes,
    sort: shown.sort === 'hand' ? null : shown.sort,
    density: shown.density === 'normal' ? null : shown.density,
    shut: null,
    view: id,
  };
}

/** True when what is shown is what a view was kept with. */
export function isSame(one: BoardShown, other: BoardShown): boolean {
  const plain = ({ filter, lanes, density, sort }: BoardShown) =>
    JSON.stringify([paramsOf({ ...ALL, ...filter }), lanes, density, sort]);
  return plain(one) === plain(other);
}

export function isNarrowed(filter: BoardFilter): boolean {
  return Object.values(filter).some((value) => value !== null);
}

function oneOf<V extends string>(all: readonly V[], text: string | undefined): V | null {
  return all.find((each) => each === text) ?? null;
}

function wholeOf(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function textOf(value: number | null): string | null {
  return value === null ? null : String(value);
}
