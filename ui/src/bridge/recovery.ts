import { useQuery } from '@tanstack/react-query';
import { host } from './call';

/**
 * Why the desk could not be opened, in its own words; null while it is open. The host answers this itself, because it
 * has to work when no engine does, so it stands in no engine's contract.
 */
export async function askRecovery(): Promise<string | null> {
  const answer = await host.call('app.recovery', {});
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return null;
  return String(answer.message);
}

/** Asks once: a desk that could not be opened stays so until the program is started again. */
export function useRecovery(): string | null {
  return useQuery({ queryKey: ['app.recovery'], queryFn: askRecovery }).data ?? null;
}
