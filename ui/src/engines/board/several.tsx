import { useEffect, useMemo, useRef, useState } from 'react';
import { type Asked, ask, type Movable, type Stage, together, useQuery } from '../../bridge';
import { type Answers, AskDialog, Dialog, notify, Progress } from '../../kit';
import { enquiryWords } from '../enquiries';
import type { Going, Left } from './bar';
import { words as all } from './messages';
import styles from './several.module.css';
import { inOrder, laneCall } from './use-drop';

const words = all.several;

/** Says before anything moves what will and what will not, asks once for what the stage wants, and moves. */
export default function MoveSeveral(props: {
  going: Going;
  stage: Stage;
  onDone: (left: readonly Left[]) => void;
  onClose: () => void;
}) {
  const { going, stage, onDone, onClose } = props;
  const ids = useMemo(() => [...going.ids], [going.ids]);
  const asked = useQuery('enquiries.may_move', { ids, to: going.to, fields: null }, { isSticky: true });
  const verdicts = asked.data ?? [];
  const free = verdicts.filter(({ reason }) => reason === null);
  const needed = new Set(free.flatMap(({ needs }) => needs));
  const questions = stage.requires.filter(({ field }) => needed.has(field));
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const [done, setDone] = useState<number | null>(null);
  const isStopped = useRef(false);
  useEffect(
    () => () => {
      isStopped.current = true;
    },
    [],
  );
  const gone = ids.length - verdicts.length;

  const submit = async (fields: Answers) => {
    setRefused(null);
    const judged = await judge(free, going.to, fields);
    const blamed = judged.find(({ reason, field }) => reason !== null && field !== null);
    const may = judged.filter(({ reason }) => reason === null);
    // What is wrong for all is put right; what is wrong for some leaves those where they are.
    if (may.length === 0 && blamed?.field && blamed.reason) {
      setRefused({ field: blamed.field, message: blamed.reason });
      return;
    }
    setDone(0);
    const left = [...verdicts, ...judged].filter(({ reason }) => reason !== null).map(leftOf);
    const moved = await moveAll(may, going, fields, left, (at) => {
      setDone(at);
      return isStopped.current;
    });
    const whole = moved === ids.length;
    if (!whole) notify({ title: words.some(moved, ids.length, stage.label), tone: 'bad' });
    onDone(left);
  };

  // Not before it is known what there is to fill in: the first of it takes the focus.
  if (!asked.data) return null;
  if (free.length === 0)
    return (
      <Dialog
        title={words.moveTitle(ids.length, stage.label)}
        submit={words.close}
        cancel={null}
        onSubmit={() => onDone(verdicts.map(leftOf))}
        onClose={onClose}
      >
        <Preview free={free} verdicts={verdicts} gone={gone} />
      </Dialog>
    );
  return (
    <AskDialog
      title={words.moveTitle(ids.length, stage.label)}
      submit={words.submit(free.length)}
      cancel={words.cancel}
      words={enquiryWords.ask}
      questions={done === null ? questions : []}
      refused={refused}
      isBusy={done !== null}
      onAnswer={(answers) => void submit(answers)}
      onClose={() => {
        isStopped.current = true;
        if (done === null) onClose();
      }}
    >
      {done === null ? (
        <Preview free={free} verdicts={verdicts} gone={gone} />
      ) : (
        <>
          <Progress label={words.progress} value={Math.round((100 * done) / Math.max(1, free.length))} />
          <p role="status">{words.at(done, free.length)}</p>
        </>
      )}
    </AskDialog>
  );
}

const leftOf = ({ id, title, reason }: Movable): Left => ({ id, title, reason: reason ?? '' });

/** Whether they may move with what was answered. */
function judge(free: readonly Movable[], to: string, fields: Answers): Promise<readonly Movable[]> {
  return ask('enquiries.may_move', { ids: free.map(({ id }) => id), to, fields });
}

/** All as one deed; one that may not move keeps none of the others back. Answers how many have moved. */
async function moveAll(
  may: readonly Movable[],
  { to, place, lane }: Going,
  fields: Answers,
  left: Left[],
  isEnough: (done: number) => boolean,
): Promise<number> {
  const { row, at } = inOrder(may, place);
  const calls = row.map(({ id, from }): Asked[] => [
    { command: 'enquiries.advance', input: { id, from, to, ...at, fields } },
    ...(lane ? laneCall(id, lane) : []),
  ]);
  const each = calls[0]?.length ?? 1;
  const came = await together(calls.flat(), (done) => isEnough(Math.floor(done / each)));
  row.forEach(({ id, title }, index) => {
    const own = came.slice(index * each, (index + 1) * each);
    const refusal = own.find((answer) => answer !== null);
    if (own.length < each) left.push({ id, title, reason: words.stopped });
    else if (refusal) left.push({ id, title, reason: refusal.message });
  });
  return row.length - left.filter(({ id }) => row.some((those) => those.id === id)).length;
}

function Preview(props: { verdicts: readonly Movable[]; free: readonly Movable[]; gone: number }) {
  const { verdicts, free, gone } = props;
  const kept = verdicts.filter(({ reason }) => reason !== null);
  return (
    <>
      {free.length > 0 && (
        <section aria-label={words.will(free.length)}>
          <h3 className={styles.heading}>{words.will(free.length)}</h3>
          <ul className={styles.preview} data-testid="will-move">
            {free.map(({ id, title, company }) => (
              <li key={id}>
                <strong>{title}</strong>
                <span className={styles.who}>{company}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {kept.length + gone > 0 && (
        <section aria-label={words.wont(kept.length + gone)}>
          <h3 className={styles.heading}>{words.wont(kept.length + gone)}</h3>
          <ul className={styles.preview} data-testid="will-stay">
            {byReason(kept).map(([reason, titles]) => (
              <li key={reason} className={styles.kept}>
                {titles.map(({ id, title }) => (
                  <strong key={id}>{title}</strong>
                ))}
                <span className={styles.why}>{reason}</span>
              </li>
            ))}
            {gone > 0 && <li>{words.gone(gone)}</li>}
          </ul>
        </section>
      )}
    </>
  );
}

/** Cards that stay for one reason stand together, and the reason is said once. */
function byReason(kept: readonly Movable[]): [string, Movable[]][] {
  const found = new Map<string, Movable[]>();
  for (const each of kept) {
    const reason = each.reason ?? '';
    found.set(reason, [...(found.get(reason) ?? []), each]);
  }
  return [...found];
}
