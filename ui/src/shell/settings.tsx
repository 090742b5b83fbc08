import { lazy, type ReactNode, Suspense } from 'react';
import { composeWords, judgingWords, ReadingSettings, WritingSettings } from '../engines/email';
import { followupWords, Sequences } from '../engines/followups';
import { masterWords, Prices } from '../engines/masters';
import { Account, Hours, peopleWords, Territories } from '../engines/people';
import { Page, Pane } from '../kit';
import { Waiting } from './answer';
import { Appearance } from './appearance';
import { commandWords, KeyboardSettings } from './commands';
import { words as helpWords } from './help/messages';
import { shell } from './messages';
import { Office, officeWords } from './office';
import { usePlace } from './router';
import styles from './settings.module.css';

const Computer = lazy(() => import('./help/computer'));
const Help = lazy(() => import('./help/help'));

interface Section {
  key: string;
  label: string;
  draw: () => ReactNode;
}

const SECTIONS: readonly Section[] = [
  { key: 'account', label: peopleWords.account, draw: () => <Account /> },
  { key: 'hours', label: peopleWords.hours, draw: () => <Hours /> },
  { key: 'territories', label: peopleWords.territories.title, draw: () => <Territories /> },
  { key: 'prices', label: masterWords.prices.title, draw: () => <Prices /> },
  { key: 'sequences', label: followupWords.sequences.title, draw: () => <SequenceSection /> },
  { key: 'reading', label: judgingWords.settings.title, draw: () => <ReadingSettings /> },
  { key: 'writing', label: composeWords.settings.title, draw: () => <WritingSettings /> },
  { key: 'office', label: officeWords.title, draw: () => <Office /> },
  { key: 'keyboard', label: commandWords.keys.title, draw: () => <KeyboardSettings /> },
  { key: 'appearance', label: shell.appearance.title, draw: () => <Appearance /> },
  { key: 'computer', label: helpWords.computer.title, draw: () => <Computer /> },
  { key: 'help', label: helpWords.title, draw: () => <Help /> },
];

export function Settings() {
  const { path } = usePlace();
  const section = SECTIONS.find((each) => each.key === path[1]) ?? SECTIONS[0];
  return (
    <Page title={shell.rail.settings}>
      <div className={styles.page}>
        <Pane label={shell.rail.settings}>
          <nav className={styles.sections} aria-label={shell.rail.settings}>
            {SECTIONS.map((each) => (
              <a
                key={each.key}
                className={styles.section}
                href={`#/settings/${each.key}`}
                aria-current={each.key === section?.key ? 'page' : undefined}
              >
                {each.label}
              </a>
            ))}
          </nav>
          <div className={styles.body}>
            <div className={styles.column}>
              <h2>{section?.label}</h2>
              <Suspense fallback={<Waiting />}>{section?.draw()}</Suspense>
            </div>
          </div>
        </Pane>
      </div>
    </Page>
  );
}

function SequenceSection() {
  return (
    <>
      <p className={styles.lead}>{followupWords.sequences.body}</p>
      <Sequences />
    </>
  );
}
