import { LifeBuoy } from 'lucide-react';
import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import { type BackupView, type Recovered, type Recovery as Trouble, useCommand } from '../bridge';
import { Button, Dialog, FormatProvider, fileSize, notify, systemZone, useFormat } from '../kit';
import { Gate, Way } from './gate';
import { shell } from './messages';
import styles from './recovery.module.css';
import { reloadAll } from './refusals';

const words = shell.recovery;
const Report = lazy(() => import('./help/report'));
/** The desk's own zone is in the database that cannot be opened. */
const ZONE = systemZone();

/** Stands in for the whole app when its desk cannot be opened: what is wrong, and the ways on. Asks no engine. */
export function Recovery({ trouble }: { trouble: Trouble }) {
  const [opened] = useState(() => Date.now());
  return (
    <FormatProvider zone={ZONE} hostNow={opened}>
      <Ways trouble={trouble} />
    </FormatProvider>
  );
}

function Ways({ trouble }: { trouble: Trouble }) {
  const way = useWays();
  const [asksAnew, setAsksAnew] = useState(false);
  const { backups, can_start_anew } = trouble;
  return (
    <>
      <Gate
        title={words.title}
        icon={<LifeBuoy size={28} aria-hidden="true" />}
        isBusy={way.isBusy}
        testId="recovery"
      >
        <p role="alert">{trouble.message}</p>
        <Told lines={way.told} />
        {backups.length > 0 && (
          <Way title={words.restore.title} body={words.restore.body}>
            <Backups backups={backups} isBusy={way.isBusy} onPick={way.restore} />
          </Way>
        )}
        <Way title={words.again.title} body={words.again.body}>
          <Button
            look={backups.length === 0 ? 'primary' : 'plain'}
            aria-disabled={way.isBusy}
            onClick={way.openAgain}
          >
            {shell.retry}
          </Button>
        </Way>
        {can_start_anew && (
          <Way title={words.anew.title} body={backups.length === 0 ? words.anew.only : words.anew.body}>
            <Button aria-disabled={way.isBusy} onClick={() => setAsksAnew(!way.isBusy)}>
              {words.anew.open}
            </Button>
          </Way>
        )}
        <Way title={words.report.title} body={words.report.body}>
          <Suspense>
            <Report />
          </Suspense>
        </Way>
        <footer className={styles.kept}>
          <p>{words.kept}</p>
          {trouble.folder && (
            <p>
              {words.folder} <code>{trouble.folder}</code>
            </p>
          )}
        </footer>
      </Gate>
      {asksAnew && (
        <Dialog
          title={words.anew.ask}
          description={words.anew.cost}
          submit={words.anew.submit}
          cancel={shell.cancel}
          look="danger"
          isBusy={way.isBusy}
          onSubmit={() => {
            setAsksAnew(false);
            way.startAnew();
          }}
          onClose={() => setAsksAnew(false)}
        />
      )}
    </>
  );
}

/** What came of a way that did not lead to a desk; brought into view, as its button may be far below. */
function Told({ lines }: { lines: readonly string[] }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (lines.length > 0) box.current?.scrollIntoView({ block: 'nearest' });
  }, [lines]);
  return (
    <div role="status" className={styles.told} ref={box}>
      {lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </div>
  );
}

function Backups(props: { backups: readonly BackupView[]; isBusy: boolean; onPick: (name: string) => void }) {
  const { dateTime } = useFormat();
  return (
    <ul className={styles.backups}>
      {props.backups.map(({ name, at, size }, place) => {
        const made = at ? dateTime(at) : name;
        return (
          <li key={name} className={styles.backup}>
            <span className={styles.made}>{made}</span>
            <span className={styles.size}>{fileSize(size)}</span>
            <Button
              look={place === 0 ? 'primary' : 'plain'}
              aria-label={words.restore.of(made)}
              aria-disabled={props.isBusy}
              onClick={() => props.onPick(name)}
            >
              {words.restore.submit}
            </Button>
          </li>
        );
      })}
    </ul>
  );
}

/** The ways on as commands, and what is to be told of those that did not lead to a desk. */
function useWays() {
  const [told, setTold] = useState<string[]>([]);
  const settled = {
    onDone: ({ trouble, set_aside }: Recovered) => {
      const aside = set_aside ? words.aside(set_aside) : '';
      if (trouble === null) notify({ title: words.opened, body: aside, tone: 'good' });
      else setTold([words.still, aside].filter(Boolean));
      reloadAll();
    },
    onRefused: ({ message }: { message: string }) => {
      setTold([message]);
      return true;
    },
  };
  const again = useCommand('app.open_again', settled);
  const restored = useCommand('app.restore_backup', settled);
  const anew = useCommand('app.start_anew', settled);
  const isBusy = again.isPending || restored.isPending || anew.isPending;
  const fresh = (go: () => void) => {
    // A button that is disabled loses the focus, so it stays a button and does nothing.
    if (isBusy) return;
    setTold([]);
    go();
  };
  return {
    told,
    isBusy,
    openAgain: () => fresh(() => again.mutate({})),
    restore: (backup: string) => fresh(() => restored.mutate({ backup })),
    startAnew: () => fresh(() => anew.mutate({})),
  };
}
