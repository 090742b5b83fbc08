import {
  keepPreviousData,
  QueryClient,
  type UseMutationResult,
  type UseQueryOptions,
  type UseQueryResult,
  useQuery as useLibraryQuery,
  useMutation,
} from '@tanstack/react-query';
import {
  ask,
  type CommandInput,
  type CommandName,
  type CommandOutput,
  type QueryInput,
  type QueryName,
  type QueryOutput,
  tell,
} from './call';
import { Refusal } from './host';
import { report } from './problems';

/** The cache. Everything is local, so being offline never pauses it and age never spoils it. */
export const client = new QueryClient({
  defaultOptions: {
    queries: {
      networkMode: 'always',
      staleTime: Number.POSITIVE_INFINITY,
      retry: false,
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
    },
    mutations: { networkMode: 'always', retry: false },
  },
});

export interface QueryOptions {
  isEnabled?: boolean;
  /** Keeps showing the last answer while the next one is on its way. */
  isSticky?: boolean;
}

export function queryOf<Q extends QueryName>(query: Q, input: QueryInput<Q>) {
  return {
    queryKey: [query, input] as const,
    queryFn: () => ask(query, input).catch(refuse),
  };
}

function refuse(thrown: unknown): never {
  throw Refusal.from(thrown);
}

/** Reads, and keeps reading whenever a change touches what it reads. */
export function useQuery<Q extends QueryName>(
  query: Q,
  input: QueryInput<Q>,
  { isEnabled = true, isSticky = false }: QueryOptions = {},
): UseQueryResult<QueryOutput<Q>, Refusal> {
  const options: UseQueryOptions<unknown, Refusal> = {
    ...queryOf(query, input),
    enabled: isEnabled,
    ...(isSticky ? { placeholderData: keepPreviousData } : {}),
  };
  return useLibraryQuery(options) as UseQueryResult<QueryOutput<Q>, Refusal>;
}

export interface CommandOptions<C extends CommandName> {
  onDone?: (output: CommandOutput<C>, input: CommandInput<C>) => void;
  /** Return true when the refusal has been shown where it belongs; otherwise it becomes a toast. */
  onRefused?: (refusal: Refusal, input: CommandInput<C>) => boolean;
}

/** Writes. Names no cache: the `changed` event refreshes the screens. */
export function useCommand<C extends CommandName>(
  command: C,
  { onDone, onRefused }: CommandOptions<C> = {},
): UseMutationResult<CommandOutput<C>, Refusal, CommandInput<C>> {
  return useMutation<CommandOutput<C>, Refusal, CommandInput<C>>({
    mutationKey: [command],
    mutationFn: (input) => tell(command, input).catch(refuse),
    ...(onDone ? { onSuccess: (output, input) => onDone(output, input) } : {}),
    onError: (refusal, input) => {
      if (!onRefused?.(refusal, input)) report(refusal);
    },
  });
}
