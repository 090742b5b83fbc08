import { LoaderCircle, X } from 'lucide-react';
import { useState } from 'react';
import { type Job, useCommand, useQuery } from '../../bridge';
import { IconButton, notify, Popover, Progress } from '../../kit';
import { useHands } from '../commands';
import frame from '../frame.module.css';
import styles from './jobs.module.css';
import { words } from './messages';

/** In the status strip while something runs: what, how far it has come, and a way to stop it. */
export function Jobs() {
  const jobs = useQuery('app.jobs', {}, { isSticky: true }).data ?? [];
  const [isOpen, setOpen] = useState(false);
  useHands({ 'app.jobs': () => setOpen(true) });
  if (jobs.length === 0 && !isOpen) return null;
  const trigger = (
    <button type="button" className={styles.strip} data-testid="jobs">
      <LoaderCircle size={14} className={jobs.length > 0 ? frame.spin : undefined} aria-hidden="true" />
      {words.running(jobs.length)}
    </button>
  );
  return (
    <Popover title={words.title} isOpen={isOpen} onOpen={setOpen} trigger={trigger}>
      {jobs.length === 0 ? (
        <p className={styles.none}>{words.none}</p>
      ) : (
        <ul className={styles.list}>
          {jobs.map((job) => (
            <One key={job.id} job={job} />
          ))}
        </ul>
      )}
    </Popover>
  );
}

function One({ job }: { job: Job }) {
  const cancel = useCommand('app.cancel_job', {
    onDone: () => notify({ title: words.stopped.title, body: words.stopped.body }),
  });
  const label = words.kinds[job.kind];
  const far = job.total === null || job.total === 0 ? null : Math.min(100, (100 * job.done) / job.total);
  return (
    <li className={styles.job} data-testid="job">
      <span className={styles.label}>
        {label}
        {job.what && <span className={styles.what}>{job.what}</span>}
      </span>
      {job.can_cancel && (
        <IconButton
          size="small"
          label={words.stop(job.what ?? label)}
          icon={<X size={14} aria-hidden="true" />}
          disabled={cancel.isPending}
          onClick={() => cancel.mutate({ id: job.id })}
        />
      )}
      <Progress label={label} value={far} />
      {job.total !== null && job.total > 0 && (
        <span className={styles.what}>
          {job.kind === 'mail' ? words.mails(job.done, job.total) : words.bytes(job.done, job.total)}
        </span>
      )}
    </li>
  );
}
