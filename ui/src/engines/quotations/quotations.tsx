import { FileText } from 'lucide-react';
import { useState } from 'react';
import { type Id, type Quoted, useCommand, useQuery } from '../../bridge';
import { AskDialog, Button, Chip, EmptyState, money, notify, type Tone, useFormat } from '../../kit';
import { Answer } from '../../shell/answer';
import { PaperFiles } from '../files';
import { Order } from '../orders';
import { Editor } from './editor';
import { Fork } from './fork';
import { words } from './messages';
import styles from './quotations.module.css';

const TONES: Readonly<Record<string, Tone>> = {
  draft: 'neutral',
  approved: 'brand',
  requested: 'warn',
  sent: 'good',
  negotiation: 'good',
  won: 'good',
  lost: 'bad',
  expired: 'bad',
};

/** The quotations of an enquiry, with what can be done with each. */
export function Quotations({ enquiry }: { enquiry: Id }) {
  const quotations = useQuery('quotations.of_enquiry', enquiry);
  const content = useQuery('quotations.propose', enquiry).data;
  const begin = useCommand('quotations.draft');
  const button = (
    <Button
      look="primary"
      disabled={begin.isPending || !content}
      onClick={() => content && begin.mutate({ enquiry_id: enquiry, content })}
    >
      {words.begin}
    </Button>
  );
  return (
    <Answer of={quotations}>
      {(rows) =>
        rows.length === 0 ? (
          <EmptyState icon={<FileText />} title={words.none} body={words.noneBody} action={button} />
        ) : (
          <div className={styles.list}>
            <div>{button}</div>
            {rows.map((quoted) => (
              <One key={quoted.quotation.id} quoted={quoted} />
            ))}
          </div>
        )
      }
    </Answer>
  );
}

function nameOf({ label, quotation }: Quoted): string {
  if (label) return label;
  return quotation.revision > 1 ? words.revision(quotation.revision) : words.unnumbered;
}

function One({ quoted }: { quoted: Quoted }) {
  const { quotation, forks } = quoted;
  const { date, when } = useFormat();
  const me = useQuery('people.me', null).data?.me?.id;
  const [isOpen, setOpen] = useState(false);
  const isDraft = quotation.stage === 'draft' || quotation.stage === 'approved';
  const mine = forks.filter((fork) => me === undefined || fork.owner_id === me);
  return (
    <article className={styles.one} data-testid="quotation">
      <header className={styles.head}>
        <h3>{nameOf(quoted)}</h3>
        <Chip tone={TONES[quotation.stage] ?? 'neutral'}>{quoted.stage}</Chip>
        {quoted.is_manual && (
          <Chip tone="outline" title={words.manualHint}>
            {words.manual}
          </Chip>
        )}
        <strong className={styles.sum}>{money(quotation.total_minor, quotation.currency)}</strong>
      </header>
      <p className={styles.quiet}>
        {[
          words.lines(quotation.lines.length),
          quotation.valid_until && words.valid(date(quotation.valid_until)),
          words.savedBy(quoted.saved_by, when(quotation.saved_at)),
        ]
          .filter(Boolean)
          .join(' · ')}
      </p>
      {quotation.reason && <p className={styles.quiet}>{quotation.reason}</p>}
      {mine.map((fork) => (
        <Fork key={fork.id} quoted={quoted} fork={fork} />
      ))}
      {forks.length > mine.length && (
        <p className={styles.quiet}>{words.fork.foreign(forks.length - mine.length)}</p>
      )}
      <PaperFiles enquiry={quotation.enquiry_id} paper={quotation.root_id} mayAdd={isDraft} />
      <div className={styles.acts}>
        <Button size="small" onClick={() => setOpen(true)}>
          {isDraft ? words.edit : words.view}
        </Button>
        <Acts quoted={quoted} />
      </div>
      {quotation.stage === 'won' && <Order quoted={quoted} />}
      {isOpen && <Editor quoted={quoted} isReadOnly={!isDraft} onClose={() => setOpen(false)} />}
    </article>
  );
}

/** What its stage allows. */
function Acts({ quoted }: { quoted: Quoted }) {
  const { quotation, moves } = quoted;
  const { id, edition: base, total_minor } = quotation;
  const approve = useCommand('quotations.approve');
  const send = useCommand('quotations.send', { onDone: () => notify({ title: words.sent, tone: 'good' }) });
  const revise = useCommand('quotations.revise');
  const negotiate = useCommand('quotations.negotiate');
  const [ending, setEnding] = useState<'won' | 'lost' | null>(null);
  const small = { size: 'small' as const };
  return (
    <>
      {quotation.stage === 'draft' && quoted.may_approve && (
        <Button {...small} onClick={() => approve.mutate({ id, base })}>
          {words.approve}
        </Button>
      )}
      {moves.includes('requested') && (
        <Button {...small} look="primary" onClick={() => send.mutate({ id, base, total_minor })}>
          {words.send}
        </Button>
      )}
      {moves.includes('replaced') && (
        <Button {...small} onClick={() => revise.mutate({ id })}>
          {words.revise}
        </Button>
      )}
      {moves.includes('negotiation') && (
        <Button {...small} onClick={() => negotiate.mutate({ id })}>
          {words.negotiate}
        </Button>
      )}
      {moves.includes('won') && (
        <Button {...small} onClick={() => setEnding('won')}>
          {words.won}
        </Button>
      )}
      {moves.includes('lost') && (
        <Button {...small} onClick={() => setEnding('lost')}>
          {words.lost}
        </Button>
      )}
      {ending && <End quoted={quoted} how={ending} onClose={() => setEnding(null)} />}
    </>
  );
}

/** What the end of a quotation asks for, as its stages say. */
function End(props: { quoted: Quoted; how: 'won' | 'lost'; onClose: () => void }) {
  const { quoted, how, onClose } = props;
  const { id } = quoted.quotation;
  const stages = useQuery('quotations.stages', null).data ?? [];
  const [refused, setRefused] = useState<{ field: string; message: string } | null>(null);
  const ends = {
    onDone: onClose,
    onRefused: ({ field, message }: { field: string | null; message: string }) => {
      if (!field) return false;
      setRefused({ field, message });
      return true;
    },
  };
  const accept = useCommand('quotations.accept', ends);
  const decline = useCommand('quotations.decline', ends);
  const label = nameOf(quoted);
  return (
    <AskDialog
      title={how === 'won' ? words.wonTitle(label) : words.lostTitle(label)}
      submit={how === 'won' ? words.won : words.lost}
      cancel={words.cancel}
      words={words.ask}
      questions={stages.find((stage) => stage.key === how)?.requires ?? []}
      refused={refused}
      isBusy={accept.isPending || decline.isPending}
      onAnswer={(answers) => {
        const text = (key: string) => String(answers[key] ?? '');
        if (how === 'won') accept.mutate({ id, po_number: text('po_number'), po_on: text('po_on') });
        else decline.mutate({ id, reason: text('reason') });
      }}
      onClose={onClose}
    />
  );
}
