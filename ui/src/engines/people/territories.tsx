import { MapPin, Pencil, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { type Person, type Territory, useCommand, useQuery, useRefused } from '../../bridge';
import { Button, Dialog, EmptyState, IconButton, Menu, Select, TextField } from '../../kit';
import { Answer } from '../../shell/answer';
import { words } from './messages';
import styles from './settings.module.css';

const said = words.territories;
const NONE = 'none';

/** Where the office sells, who covers it, and who heads it. A director draws the map; the others read it. */
export function Territories() {
  const territories = useQuery('people.territories', null);
  const people = useQuery('people.everybody', null).data ?? [];
  const me = useQuery('people.me', null).data?.me;
  const [draft, setDraft] = useState<Draft | null>(null);
  const mayDraw = me?.role === 'director' || !people.some((person) => person.role === 'director');
  return (
    <div className={styles.stack} data-testid="territories">
      <p className={styles.lead}>{mayDraw ? said.body : said.bodyRead}</p>
      <Answer of={territories}>
        {(all) => (
          <>
            {all.length === 0 && <EmptyState icon={<MapPin />} title={said.empty} body={said.emptyBody} />}
            <ul className={styles.territories}>
              {all.map((each) => (
                <Row
                  key={each.territory.id}
                  of={each}
                  all={all}
                  people={people}
                  mayDraw={mayDraw}
                  onEdit={() => setDraft(draftOf(each, all))}
                />
              ))}
            </ul>
            {draft && (
              <Edit
                draft={draft}
                all={all}
                people={people}
                onDraft={setDraft}
                onClose={() => setDraft(null)}
              />
            )}
          </>
        )}
      </Answer>
      {mayDraw && (
        <div className={styles.row}>
          <Button
            icon={<Plus size={16} aria-hidden="true" />}
            onClick={() => setDraft({ name: '', partOf: null, head: null, isNew: true })}
          >
            {said.add}
          </Button>
        </div>
      )}
    </div>
  );
}

interface Draft {
  name: string;
  partOf: string | null;
  head: string | null;
  isNew: boolean;
}

function nameOf(id: string | null, all: readonly Territory[]): string | null {
  return all.find((each) => each.territory.id === id)?.territory.name ?? null;
}

function draftOf(of: Territory, all: readonly Territory[]): Draft {
  const { name, parent_id, head_id } = of.territory;
  return { name, partOf: nameOf(parent_id, all), head: head_id, isNew: false };
}

function Row(props: {
  of: Territory;
  all: readonly Territory[];
  people: readonly Person[];
  mayDraw: boolean;
  onEdit: () => void;
}) {
  const { of, all, people, mayDraw } = props;
  const { territory } = of;
  const cover = useCommand('people.cover');
  const told = (person: string, covers: boolean) =>
    cover.mutate({ territory: territory.name, person, covers });
  const above = nameOf(territory.parent_id, all);
  const head = people.find((person) => person.id === territory.head_id);
  const free = people.filter((person) => !of.people.some((each) => each.id === person.id));
  const facts = [above && said.partOfSaid(above), head && said.headedBy(head.name)].filter(Boolean);
  return (
    <li>
      <div className={styles.row}>
        <div className={styles.who}>
          <strong>{territory.name}</strong>
          {facts.length > 0 && <span className={styles.lead}>{facts.join(' · ')}</span>}
        </div>
        {mayDraw && (
          <>
            <Menu
              heading={free.length > 0 ? said.who : said.everybody}
              entries={free.map((person) => ({
                key: person.id,
                label: person.name,
                onPick: () => told(person.id, true),
              }))}
              trigger={<Button size="small">{said.addPerson}</Button>}
            />
            <IconButton
              size="small"
              label={said.change(territory.name)}
              icon={<Pencil size={14} aria-hidden="true" />}
              onClick={props.onEdit}
            />
          </>
        )}
      </div>
      <div className={styles.row}>
        {of.people.length === 0 && <span className={styles.lead}>{said.nobody}</span>}
        {of.people.map((person) => (
          <span key={person.id} className={styles.person}>
            {person.name}
            {mayDraw && (
              <IconButton
                size="small"
                label={said.remove(person.name, territory.name)}
                icon={<X size={12} aria-hidden="true" />}
                onClick={() => told(person.id, false)}
              />
            )}
          </span>
        ))}
      </div>
    </li>
  );
}

function Edit(props: {
  draft: Draft;
  all: readonly Territory[];
  people: readonly Person[];
  onDraft: (draft: Draft) => void;
  onClose: () => void;
}) {
  const { draft, all, people, onDraft, onClose } = props;
  const refused = useRefused(['name', 'part_of']);
  const set = useCommand('people.set_territory', { onDone: onClose, onRefused: refused.onRefused });
  const names = all.map((each) => each.territory.name).filter((name) => name !== draft.name);
  const [read] = useState(draft);
  const submit = () => {
    refused.forget();
    // What was not changed is not said: a colleague may have changed it meanwhile.
    const changed = {
      ...(draft.partOf !== read.partOf && { part_of: draft.partOf }),
      ...(draft.head !== read.head && { head: draft.head }),
    };
    set.mutate({ name: draft.name, ...changed });
  };
  return (
    <Dialog
      title={draft.isNew ? said.add : said.change(draft.name)}
      submit={said.save}
      cancel={words.cancel}
      isBusy={set.isPending}
      onSubmit={submit}
      onClose={onClose}
    >
      <div className={styles.stack}>
        {draft.isNew && (
          <TextField
            label={said.name}
            error={refused.at('name')}
            value={draft.name}
            onText={(name) => onDraft({ ...draft, name })}
            autoFocus
          />
        )}
        <Select
          label={said.partOf}
          choices={[
            { value: NONE, label: said.alone },
            ...names.map((name) => ({ value: `of ${name}`, label: name })),
          ]}
          value={draft.partOf ? `of ${draft.partOf}` : NONE}
          error={refused.at('part_of')}
          onValue={(value) => onDraft({ ...draft, partOf: value === NONE ? null : value.slice(3) })}
        />
        <Select
          label={said.head}
          choices={[
            { value: NONE, label: said.noHead },
            ...people.map((person) => ({ value: person.id, label: person.name })),
          ]}
          value={draft.head ?? NONE}
          onValue={(value) => onDraft({ ...draft, head: value === NONE ? null : value })}
        />
        {refused.elsewhere && (
          <p className={styles.error} role="alert">
            {refused.elsewhere}
          </p>
        )}
      </div>
    </Dialog>
  );
}
