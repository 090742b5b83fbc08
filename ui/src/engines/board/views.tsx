import { Bookmark, Check, ChevronDown } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { type BoardShown, type KeptView, useCommand, useQuery, type ViewReach } from '../../bridge';
import { Button, Dialog, MenuAt, type MenuEntry, notify, Select, TextField } from '../../kit';
import { useHands } from '../../shell/commands';
import { setParams, usePlace } from '../../shell/router';
import { words as all } from './messages';
import { isBare, isSame, paramsOfView, shownOf } from './shown';
import styles from './views.module.css';

const words = all.views;

/** Shows a kept view. */
export function showView({ view }: KeptView): void {
  setParams(paramsOfView(view.id, view.shown));
}

/**
 * The board begins with the view that its person has chosen, where the address asks for nothing else. What was known before
 * the last change is not decided by: the choice may be a moment old.
 */
export function useFirstView(): boolean {
  const { params } = usePlace();
  const kept = useQuery('board.views', null);
  const isAsked = useRef(!isBare(params));
  const first = kept.data?.views.find(({ view }) => view.id === kept.data.first);
  const isDue = !isAsked.current && first !== undefined;
  useEffect(() => {
    if (kept.isFetching || isAsked.current) return;
    isAsked.current = true;
    if (first) setParams(paramsOfView(first.view.id, first.view.shown), { replace: true });
  }, [kept.isFetching, first]);
  return isDue || (!isAsked.current && kept.isFetching);
}

type Asking = { kind: 'keep' } | { kind: 'rename' | 'drop'; of: KeptView };

/** The menu of kept views: to show one, to keep what is shown, and what can be done with the one in use. */
export function Views() {
  const { params } = usePlace();
  const shown = shownOf(params);
  const kept = useQuery('board.views', null).data;
  const button = useRef<HTMLButtonElement>(null);
  const [isOpen, setOpen] = useState(false);
  const [asking, setAsking] = useState<Asking | null>(null);
  const change = useCommand('board.change_view', {
    onDone: (_, { name }) =>
      notify({ title: name === null ? words.updated : words.renamed(name), tone: 'good' }),
  });
  const begin = useCommand('board.begin_with', {
    onDone: (_, { id }) => notify({ title: id ? words.isFirst : words.noFirst, tone: 'good' }),
  });
  const current = kept?.views.find(({ view }) => view.id === params.view);
  const isChanged = current !== undefined && !isSame(current.view.shown, shown);
  useHands({ 'board.views': () => setOpen(true), 'board.keep_view': () => setAsking({ kind: 'keep' }) });
  const update = () => {
    if (current) change.mutate({ id: current.view.id, base: current.view.edition, name: null, shown });
  };
  const entries: MenuEntry[] = [
    ...(kept?.views ?? []).map((each) => ({
      key: each.view.id,
      label: each.view.name,
      icon: each === current ? <Check size={16} aria-hidden="true" /> : <span className={styles.blank} />,
      hint: hintOf(each, kept?.first === each.view.id),
      onPick: () => showView(each),
    })),
    {
      key: 'all',
      label: words.everything,
      icon: isBare(params) ? <Check size={16} aria-hidden="true" /> : <span className={styles.blank} />,
      isApart: (kept?.views.length ?? 0) > 0,
      onPick: () => setParams(paramsOfView(null, shownOf({}))),
    },
    { key: 'keep', label: words.keep, isApart: true, onPick: () => setAsking({ kind: 'keep' }) },
    ...(current ? entriesOf(current) : []),
  ];
  function entriesOf(of: KeptView): MenuEntry[] {
    const { id } = of.view;
    const isFirst = kept?.first === id;
    return [
      {
        key: 'update',
        label: words.update(of.view.name),
        isDisabled: !of.is_theirs || !isChanged,
        onPick: update,
      },
      {
        key: 'rename',
        label: words.rename,
        isDisabled: !of.is_theirs,
        onPick: () => setAsking({ kind: 'rename', of }),
      },
      {
        key: 'first',
        label: isFirst ? words.unfirst : words.first,
        onPick: () => begin.mutate({ id: isFirst ? null : id }),
      },
      {
        key: 'drop',
        label: words.drop,
        isDisabled: !of.is_theirs,
        onPick: () => setAsking({ kind: 'drop', of }),
      },
    ];
  }
  return (
    <>
      <Button
        ref={button}
        className={styles.button}
        icon={<Bookmark size={16} aria-hidden="true" />}
        aria-haspopup="menu"
        aria-keyshortcuts="v"
        onClick={() => setOpen(true)}
      >
        <span className={styles.name}>{current?.view.name ?? words.title}</span>
        {isChanged && <span className={styles.changed}>{words.changed}</span>}
        <ChevronDown size={16} aria-hidden="true" />
      </Button>
      <MenuAt
        heading={words.title}
        entries={entries}
        anchor={isOpen ? button.current : null}
        onClose={() => setOpen(false)}
      />
      {asking && <Ask asking={asking} shown={shown} onClose={() => setAsking(null)} />}
    </>
  );
}

function hintOf({ view, owner }: KeptView, isFirst: boolean): string {
  const whose = view.reach === 'team' ? words.ofTeam(owner) : '';
  return [whose, isFirst ? words.isDefault : ''].filter(Boolean).join(' · ');
}

function Ask({ asking, shown, onClose }: { asking: Asking; shown: BoardShown; onClose: () => void }) {
  const [name, setName] = useState(asking.kind === 'keep' ? '' : asking.of.view.name);
  const [reach, setReach] = useState<ViewReach>('private');
  const [problem, setProblem] = useState<string | null>(null);
  const refused = {
    onRefused: (refusal: { field: string | null; message: string }) => {
      if (refusal.field !== 'name') return false;
      setProblem(refusal.message);
      return true;
    },
  };
  const keep = useCommand('board.keep_view', {
    ...refused,
    onDone: (id) => {
      setParams({ view: id }, { replace: true });
      notify({ title: words.kept(name.trim()), tone: 'good' });
      onClose();
    },
  });
  const change = useCommand('board.change_view', {
    ...refused,
    onDone: () => {
      notify({ title: words.renamed(name.trim()), tone: 'good' });
      onClose();
    },
  });
  const drop = useCommand('board.drop_view', {
    onDone: () => {
      setParams({ view: null }, { replace: true });
      notify({ title: words.dropped(name), tone: 'good' });
      onClose();
    },
  });
  const submit = () => {
    if (asking.kind === 'keep') keep.mutate({ name, reach, shown });
    else if (asking.kind === 'drop') drop.mutate(asking.of.view.id);
    else change.mutate({ id: asking.of.view.id, base: asking.of.view.edition, name, shown: null });
  };
  return (
    <Dialog
      title={
        asking.kind === 'keep'
          ? words.keepTitle
          : asking.kind === 'drop'
            ? words.dropTitle(name)
            : words.renameTitle
      }
      description={asking.kind === 'drop' ? words.dropBody(asking.of.view.reach) : undefined}
      submit={words.submit[asking.kind]}
      look={asking.kind === 'drop' ? 'danger' : 'primary'}
      cancel={words.cancel}
      isBusy={keep.isPending || change.isPending || drop.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      {asking.kind !== 'drop' && (
        <TextField label={words.name} value={name} error={problem} onText={setName} />
      )}
      {asking.kind === 'keep' && (
        <Select
          label={words.reach}
          choices={(['private', 'team'] as const).map((value) => ({ value, label: words.reaches[value] }))}
          value={reach}
          onValue={setReach}
        />
      )}
    </Dialog>
  );
}
