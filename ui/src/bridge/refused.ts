import { useState } from 'react';
import type { Refusal } from './host';

/** What was refused of a form: at the field that it names, or else beside the button. */
export function useRefused(fields: readonly string[]) {
  const [refusal, setRefusal] = useState<Refusal | null>(null);
  const isAtField = refusal !== null && fields.includes(refusal.field ?? '');
  return {
    at: (field: string) => (refusal?.field === field ? refusal.message : null),
    elsewhere: refusal && !isAtField ? refusal.message : null,
    onRefused: (refused: Refusal) => {
      setRefusal(refused);
      return true;
    },
    forget: () => setRefusal(null),
  };
}
