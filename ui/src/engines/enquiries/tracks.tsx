import { Check } from 'lucide-react';
import { useState } from 'react';
import { type EnquiryDetail, type Track, useCommand, useQuery, useRefused } from '../../bridge';
import { Chip, Dialog, IconButton, TextArea, useFormat } from '../../kit';
import { words } from './messages';
import styles from './record.module.css';

/** What is open beside the stage: who sees to it, by when, and closing it with what settles it. */
export function Tracks({ detail }: { detail: EnquiryDetail }) {
  const [closing, setClosing] = useState<Track | null>(null);
  const people = useQuery('people.everybody', null).data ?? [];
  const { date, dayAfter } = useFormat();
  const open = detail.tracks.filter((track) => track.closed_at === null);
  if (open.length === 0) return null;
  return (
    <section className={styles.box} aria-label={words.tracks} data-testid="tracks">
      <h3>{words.tracks}</h3>
      {open.map((track) => (
        <div key={track.id} className={styles.row}>
          <Chip tone="brand">{words.trackKinds[track.kind]}</Chip>
          <span className={styles.when} data-tone={track.due_on < dayAfter(0) ? 'bad' : undefined}>
            {words.due(date(track.due_on))}
          </span>
          <span className={styles.none}>{people.find((person) => person.id === track.owner_id)?.name}</span>
          <IconButton
            className={styles.push}
            size="small"
            label={words.closeTrack(words.trackKinds[track.kind])}
            icon={<Check size={14} aria-hidden="true" />}
            onClick={() => setClosing(track)}
          />
          {track.note && <span className={styles.more}>{track.note}</span>}
        </div>
      ))}
      {closing && <Closing track={closing} onClose={() => setClosing(null)} />}
    </section>
  );
}

function Closing({ track, onClose }: { track: Track; onClose: () => void }) {
  const [evidence, setEvidence] = useState('');
  const [isBare, setBare] = useState(false);
  const refused = useRefused(['evidence']);
  const close = useCommand('enquiries.close_track', { onDone: onClose, onRefused: refused.onRefused });
  const submit = () => {
    if (evidence.trim() === '') setBare(true);
    else close.mutate({ id: track.id, evidence: evidence.trim() });
  };
  return (
    <Dialog
      title={words.closeTrack(words.trackKinds[track.kind])}
      description={words.evidenceBody}
      submit={words.closeIt}
      cancel={words.cancel}
      isBusy={close.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <TextArea
        label={words.evidence}
        rows={3}
        error={isBare ? words.evidenceNeeded : (refused.at('evidence') ?? refused.elsewhere)}
        value={evidence}
        onText={(text) => {
          setBare(false);
          setEvidence(text);
        }}
      />
    </Dialog>
  );
}
