import { X } from 'lucide-react';
import { type BoardFilter, useQuery } from '../../bridge';
import { Button, moneyShort } from '../../kit';
import { setParams } from '../../shell/router';
import { enquiryWords } from '../enquiries';
import styles from './filters.module.css';
import { words as all, trackLabel } from './messages';
import { ALL, paramsOf } from './shown';

const words = all.filters;

interface ChipOf {
  key: string;
  label: string;
  without: Partial<BoardFilter>;
}

/** What narrows the board, each to be taken away by itself. Words that are searched stand in their own box. */
export function Chips({ filter, currency }: { filter: BoardFilter; currency: string }) {
  const chips = useChips(filter, currency);
  if (chips.length === 0) return null;
  return (
    <ul className={styles.chips} aria-label={words.active} data-testid="chips">
      {chips.map(({ key, label, without }) => (
        <li key={key}>
          <button
            type="button"
            className={styles.chip}
            aria-label={words.remove(label)}
            onClick={() => setParams({ ...paramsOf({ ...filter, ...without }), view: null })}
          >
            {label}
            <X size={14} aria-hidden="true" />
          </button>
        </li>
      ))}
      <li>
        <Button size="small" look="subtle" onClick={() => clearFilter()}>
          {words.clear}
        </Button>
      </li>
    </ul>
  );
}

export function clearFilter(): void {
  setParams({ ...paramsOf(ALL), view: null });
}

function useChips(filter: BoardFilter, currency: string): ChipOf[] {
  const people = useQuery('people.everybody', null, { isEnabled: filter.owner_id !== null }).data;
  const company = useCompanyName(filter.company_id);
  const money = (minor: number) => moneyShort(minor, currency);
  const chips: (ChipOf | false)[] = [
    filter.whose !== null && {
      key: 'whose',
      label: words.whose[filter.whose],
      without: { whose: null },
    },
    filter.owner_id !== null && {
      key: 'owner',
      label: words.of(people?.find(({ id }) => id === filter.owner_id)?.name ?? words.somebody),
      without: { owner_id: null },
    },
    filter.priority !== null && {
      key: 'priority',
      label: words.chip(enquiryWords.priority, enquiryWords.priorities[filter.priority]),
      without: { priority: null },
    },
    filter.company_id !== null && {
      key: 'company',
      label: words.chip(words.company, company ?? '…'),
      without: { company_id: null },
    },
    filter.product !== null && {
      key: 'product',
      label: words.chip(words.product, filter.product),
      without: { product: null },
    },
    filter.track !== null && {
      key: 'track',
      label: words.chip(words.track, trackLabel(filter.track)),
      without: { track: null },
    },
    filter.stage_days !== null && {
      key: 'stage',
      label: words.stageChip(filter.stage_days),
      without: { stage_days: null },
    },
    filter.flag_days !== null && {
      key: 'flag',
      label: words.flagChip(filter.flag_days),
      without: { flag_days: null },
    },
    filter.due !== null && {
      key: 'due',
      label: words.chip(words.due, words.dues[filter.due]),
      without: { due: null },
    },
    (filter.least_minor !== null || filter.most_minor !== null) && {
      key: 'value',
      label: words.valueChip(
        filter.least_minor === null ? null : money(filter.least_minor),
        filter.most_minor === null ? null : money(filter.most_minor),
      ),
      without: { least_minor: null, most_minor: null },
    },
  ];
  return chips.filter((chip) => chip !== false);
}

/** The name of a company that cards are of. */
export function useCompanyName(id: string | null): string | undefined {
  const found = useQuery('enquiries.find', { company_id: id, query: null }, { isEnabled: id !== null });
  return id === null ? undefined : found.data?.[0]?.company;
}
