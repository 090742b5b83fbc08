import { useState } from 'react';
import { Refusal, report } from '../../bridge';

/** A choice that shows before the host has answered, and goes back with the reason when it is refused. */
export function useWish<Value>(
  keep: (value: Value) => Promise<unknown>,
): [Value | null, (value: Value) => void] {
  const [wished, setWished] = useState<Value | null>(null);
  const wish = async (value: Value) => {
    setWished(value);
    try {
      await keep(value);
    } catch (thrown) {
      report(Refusal.from(thrown));
    } finally {
      setWished(null);
    }
  };
  return [wished, (value) => void wish(value)];
}
