import { useEffect } from 'react';
import { forgetOrder, useOrder } from '../router';
import type { CommandId } from './list';
import { runAnywhere, useReadiness } from './registry';

/** What may be asked for from outside of the page: these begin something to write in, and send or change nothing. */
const ORDERED: readonly CommandId[] = ['app.add_enquiry', 'mail.write'];

/** Does what was asked for by address, as soon as it can be done. */
export function Orders(): null {
  const order = useOrder();
  const isReady = useReadiness();
  const id = ORDERED.find((each) => each === order);
  const isTime = id !== undefined && isReady(id);
  useEffect(() => {
    if (!isTime) return;
    forgetOrder();
    runAnywhere(id);
  }, [id, isTime]);
  return null;
}
