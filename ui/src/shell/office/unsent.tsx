import { CircleCheck, Download } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { type Unsent, useCommand, useQuery } from '../../bridge';
import { Button, Dialog, EmptyState, useFormat } from '../../kit';
import { Answer } from '../answer';
import { shell } from '../messages';
import styles from './office.module.css';
import { differences, sentence, words } from './words';

/** What has not reached the office, and what did not stand there. */
export function UnsentWork() {
  const unsent = useQuery('app.unsent', {});
  return (
    <Answer of={unsent}>
      {(all) => {
        const waiting = all.filter((each) => each.state === 'waiting' || each.state === 'hidden');
        const fallen = all.filter((each) => each.state === 'refused' || each.state === 'stale');
        return (
          <>
            {fallen.length > 0 && <Fallen all={fallen} />}
            <WaitingWork all={waiting} />
            {all.length > 0 && <Export />}
          </>
        );
      }}
    </Answer>
  );
}

function Part(props: { title: string; testId: string; children: ReactNode }) {
  return (
    <section className={styles.part} aria-label={props.title} data-testid={props.testId}>
      <h3>{props.title}</h3>
      {props.children}
    </section>
  );
}

function Fallen({ all }: { all: readonly Unsent[] }) {
  return (
    <Part title={words.refused.title} testId="fallen">
      <p className={styles.lead}>{words.refused.lead}</p>
      <ul className={styles.list}>
        {all.map((each) => (
          <FallenOne key={each.place} of={each} />
        ))}
      </ul>
    </Part>
  );
}

function FallenOne({ of }: { of: Unsent }) {
  const redo = useCommand('app.redo_unsent');
  return (
    <li className={styles.item}>
      <Told of={of} />
      {of.reason && <p className={styles.bad}>{of.reason}</p>}
      {of.state === 'stale' && <SideBySide of={of} />}
      <div className={styles.row}>
        <Button size="small" disabled={redo.isPending} onClick={() => redo.mutate({ place: of.place })}>
          {words.refused.redo}
        </Button>
        <Discard
          of={of}
          label={words.refused.discard}
          title={words.ask.discard}
          body={words.ask.discardBody}
        />
      </div>
    </li>
  );
}

function SideBySide({ of }: { of: Unsent }) {
  return (
    <table className={styles.both}>
      <thead>
        <tr>
          <th scope="col">{words.refused.field}</th>
          <th scope="col">{words.refused.mine}</th>
          <th scope="col">{words.refused.theirs}</th>
        </tr>
      </thead>
      <tbody>
        {differences(of.input, of.current).map((row) => (
          <tr key={row.field} data-other={row.isOther || undefined}>
            <th scope="row">{row.field}</th>
            <td>{row.mine}</td>
            <td>{row.theirs}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function WaitingWork({ all }: { all: readonly Unsent[] }) {
  return (
    <Part title={words.waiting.title} testId="waiting">
      {all.length === 0 ? (
        <EmptyState icon={<CircleCheck />} title={words.waiting.none} body={words.waiting.noneBody} />
      ) : (
        <ul className={styles.list}>
          {all.map((each) => (
            <li key={each.place} className={styles.item}>
              <Told of={each} />
              {each.state === 'hidden' && (
                <p className={styles.warn}>
                  {words.waiting.hidden} {each.reason}
                </p>
              )}
              <div className={styles.row}>
                <Discard
                  of={each}
                  label={words.waiting.takeBack}
                  title={words.ask.takeBack}
                  body={words.ask.takeBackBody}
                />
              </div>
            </li>
          ))}
        </ul>
      )}
    </Part>
  );
}

function Told({ of }: { of: Unsent }) {
  const { when } = useFormat();
  return (
    <p className={styles.told}>
      <strong>{sentence(of.command, of.input)}</strong>
      <span className={styles.lead}>{when(of.at)}</span>
    </p>
  );
}

function Discard({ of, label, title, body }: { of: Unsent; label: string; title: string; body: string }) {
  const [asks, setAsks] = useState(false);
  const discard = useCommand('app.discard_unsent', { onDone: () => setAsks(false) });
  return (
    <>
      <Button size="small" look="subtle" onClick={() => setAsks(true)}>
        {label}
      </Button>
      {asks && (
        <Dialog
          title={title}
          description={`${sentence(of.command, of.input)}. ${body}`}
          submit={label}
          cancel={shell.cancel}
          look="danger"
          isBusy={discard.isPending}
          onSubmit={() => discard.mutate({ place: of.place })}
          onClose={() => setAsks(false)}
        />
      )}
    </>
  );
}

function Export() {
  const exported = useCommand('app.export_unsent', {
    onDone: ({ name, text }) => {
      const link = document.createElement('a');
      link.href = URL.createObjectURL(new Blob([text], { type: 'application/jsonl' }));
      link.download = name;
      link.click();
      URL.revokeObjectURL(link.href);
    },
  });
  return (
    <div className={styles.row}>
      <Button
        icon={<Download size={16} aria-hidden="true" />}
        disabled={exported.isPending}
        onClick={() => exported.mutate({})}
      >
        {words.export}
      </Button>
    </div>
  );
}
