import { useState } from 'react';
import { useCommand, useQuery } from '../../bridge';
import { Button, Chip, Dialog } from '../../kit';
import { shell } from '../messages';
import { words } from './messages';

const said = words.sample;
/** How the window looks and is used stays; where one was, and what one typed, belongs to the sample. */
const STAYS = /^pebble\.(theme|density|zoom|keys)/;

/** In the status strip: that this is not one's own mailbox, and the way to it when it is the sample company. */
export function Sample() {
  const isSample = useQuery('app.start', {}).data?.is_sample ?? false;
  const [isAsking, setAsking] = useState(false);
  if (!isSample) return <Chip tone="brand">{shell.status.demo}</Chip>;
  return (
    <>
      <Chip tone="brand">{shell.status.sample}</Chip>
      <Button look="subtle" size="small" onClick={() => setAsking(true)}>
        {said.end}
      </Button>
      {isAsking && <Wipe onClose={() => setAsking(false)} />}
    </>
  );
}

function Wipe({ onClose }: { onClose: () => void }) {
  const mails = useQuery('app.status', {}).data?.counts.total ?? 0;
  const wipe = useCommand('app.wipe_sample', { onDone: begin });
  return (
    <Dialog
      title={said.title}
      description={said.body(mails)}
      submit={said.submit}
      cancel={said.cancel}
      look="danger"
      isBusy={wipe.isPending}
      onSubmit={() => wipe.mutate({})}
      onClose={onClose}
    />
  );
}

/** A page that knows nothing of the sample any more, where one signs in. */
function begin(): void {
  for (const key of Object.keys(localStorage)) {
    if (!STAYS.test(key)) localStorage.removeItem(key);
  }
  history.replaceState(null, '', '#/settings/account');
  location.reload();
}
