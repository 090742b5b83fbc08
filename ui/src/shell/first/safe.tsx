import { ShieldAlert } from 'lucide-react';
import { useEffect } from 'react';
import { useCommand } from '../../bridge';
import { Button } from '../../kit';
import { Gate, Way } from '../gate';
import Report from '../help/report';
import { reloadAll } from '../refusals';
import { forgetPlace } from '../router';
import { words } from './messages';

const said = words.safe;

/** After a start that did not go well: a plain page, and nothing behind it runs. */
export default function SafeStart() {
  const go = useCommand('app.start_normally', { onDone: reloadAll });
  useEffect(forgetPlace, []);
  const isBusy = go.isPending || go.isSuccess;
  return (
    <Gate
      title={said.title}
      icon={<ShieldAlert size={28} aria-hidden="true" />}
      isBusy={isBusy}
      isWide
      testId="safe-start"
    >
      <p>{said.body}</p>
      <Way body={said.goBody}>
        <Button look="primary" disabled={isBusy} onClick={() => go.mutate({})}>
          {said.go}
        </Button>
      </Way>
      <Way title={said.report} body={said.reportBody}>
        <Report />
      </Way>
      <p role="status" className="sr-only">
        {isBusy ? said.starting : ''}
      </p>
    </Gate>
  );
}
