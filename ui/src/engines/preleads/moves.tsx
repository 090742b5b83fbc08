import { useState } from 'react';
import { type Prelead, type Stage, useCommand, useQuery } from '../../bridge';
import { type Answers, AskDialog, Button, Menu, notify } from '../../kit';
import { words } from './messages';

/** Becoming a company is what validation is for; it is not a move one picks from a list. */
const BY_VALIDATION = 'qualified';

/** Junk, fake, barred, drop, contact in future: each asks for what its stage requires. */
export function Moves({ row, onDone }: { row: Prelead; onDone: () => void }) {
  const stages = useQuery('preleads.stages', null).data ?? [];
  const [asking, setAsking] = useState<Stage | null>(null);
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const name = row.name || row.address;
  const advance = useCommand('preleads.advance', {
    onDone: (_, { to }) => {
      setAsking(null);
      const label = stages.find((stage) => stage.key === to)?.label ?? to;
      notify({ title: words.moved(name, label), tone: 'good' });
      onDone();
    },
    onRefused: ({ code, field, message }) => {
      if (code !== 'Invalid' || field === null || !asking) return false;
      setRefused({ field, message });
      return true;
    },
  });
  const send = (stage: Stage, fields: Answers) => advance.mutate({ id: row.id, to: stage.key, fields });
  const pick = (stage: Stage) => {
    setRefused(null);
    if (stage.requires.length > 0) setAsking(stage);
    else send(stage, {});
  };
  const entries = stages
    .filter((stage) => stage.key !== BY_VALIDATION && stage.from.includes(row.stage))
    .map((stage) => ({ key: stage.key, label: stage.label, onPick: () => pick(stage) }));
  return (
    <>
      <Menu entries={entries} trigger={<Button>{words.setAside}</Button>} />
      {asking && (
        <AskDialog
          title={words.moveTitle(name, asking.label)}
          submit={words.move}
          cancel={words.cancel}
          words={words.ask}
          questions={asking.requires}
          refused={refused}
          isBusy={advance.isPending}
          onAnswer={(answers) => send(asking, answers)}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}
