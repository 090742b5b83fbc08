import { Suspense } from 'react';
import { type EnquiryDetail, type Id, useQuery } from '../../bridge';
import { Pane, Tabs } from '../../kit';
import { Answer, Waiting } from '../../shell/answer';
import { setParams, usePlace } from '../../shell/router';
import { Files, fileWords } from '../files';
import { Quotations, quotationWords } from '../quotations';
import { Facts } from './facts';
import { Head } from './head';
import { History } from './history';
import { words } from './messages';
import { NextStep } from './next-step';
import styles from './record.module.css';
import { Story } from './story';
import { Tasks } from './tasks';
import { Tracks } from './tracks';

/** The record beside whatever screen it was opened from. */
export function RecordSheet({ id, onClose }: { id: Id; onClose: () => void }) {
  return (
    <aside
      className={styles.sheet}
      aria-label={words.record}
      data-pane
      data-testid="record-sheet"
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <Record id={id} onClose={onClose} />
    </aside>
  );
}

/** The record as a page of its own. */
export function RecordScreen({ id }: { id: Id }) {
  return (
    <div className={styles.page}>
      <Pane label={words.record}>
        <Record id={id} />
      </Pane>
    </div>
  );
}

const SECTIONS = [
  { key: 'overview', label: words.overview },
  { key: 'quotations', label: quotationWords.title },
  { key: 'files', label: fileWords.title },
  { key: 'history', label: words.history.title },
] as const;
type Section = (typeof SECTIONS)[number]['key'];

function Record({ id, onClose }: { id: Id; onClose?: () => void }) {
  const detail = useQuery('enquiries.detail', id);
  const { params } = usePlace();
  const shown = SECTIONS.find(({ key }) => key === params.tab)?.key ?? 'overview';
  const show = (key: Section) => setParams({ tab: key === 'overview' ? null : key }, { replace: true });
  return (
    <Answer of={detail}>
      {(answer) => (
        <div className={styles.record} data-testid="record">
          <Head detail={answer} onClose={onClose} />
          <div className={styles.sections}>
            <Tabs
              label={words.sections}
              entries={SECTIONS}
              chosen={shown}
              panelId="record-section"
              onChoose={show}
            />
          </div>
          {shown === 'overview' ? (
            <Overview detail={answer} isPage={onClose === undefined} />
          ) : (
            <div className={styles.whole} id="record-section" role="tabpanel">
              <Suspense fallback={<Waiting />}>
                {shown === 'files' && <Files enquiry={answer.enquiry.id} />}
                {shown === 'quotations' && <Quotations enquiry={answer.enquiry.id} />}
                {shown === 'history' && <History id={answer.enquiry.id} currency={answer.enquiry.currency} />}
              </Suspense>
            </div>
          )}
        </div>
      )}
    </Answer>
  );
}

/** Wide: facts, timeline, and what is to be done, side by side. In the sheet what is to be done comes first. */
function Overview({ detail, isPage }: { detail: EnquiryDetail; isPage: boolean }) {
  const { id } = detail.enquiry;
  const toDo = (
    <>
      <NextStep id={id} />
      <Tasks id={id} />
      <Tracks detail={detail} />
    </>
  );
  return isPage ? (
    <div className={styles.columns} id="record-section" role="tabpanel">
      <div className={styles.left}>
        <Facts detail={detail} />
      </div>
      <Story id={id} />
      <div className={styles.right}>{toDo}</div>
    </div>
  ) : (
    <div className={styles.stack} id="record-section" role="tabpanel">
      <div className={styles.upper}>
        {toDo}
        <Facts detail={detail} />
      </div>
      <Story id={id} />
    </div>
  );
}
