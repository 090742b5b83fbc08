import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { Compass } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { client, followChanges, host, useQuery } from '../bridge';
import { BoardScreen } from '../engines/board';
import { Inbox } from '../engines/email';
import { RecordScreen, RecordSheet } from '../engines/enquiries';
import { Today } from '../engines/followups';
import { Companies } from '../engines/masters';
import { Preleads } from '../engines/preleads';
import { Button, EmptyState, FormatProvider, Toasts, UnsavedWords } from '../kit';
import { ErrorBoundary } from './error-boundary';
import styles from './frame.module.css';
import { shell } from './messages';
import { Locked } from './office';
import { Rail } from './rail';
import { Recovery } from './recovery';
import { showRefusals } from './refusals';
import { format, goTo, setParams, usePlace } from './router';
import { Settings } from './settings';
import { StatusStrip } from './status-strip';

const ZONE = 'Asia/Kolkata';

export function App() {
  useEffect(() => followChanges(host, client), []);
  useEffect(showRefusals, []);
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <UnsavedWords.Provider value={shell.unsaved}>
          <Opened />
        </UnsavedWords.Provider>
        <Toasts closeLabel={shell.close} />
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** The app, or why there is none. */
function Opened() {
  const { data: trouble } = useQuery('app.recovery', {});
  const { data: office } = useQuery('app.office', {});
  if (trouble) return <Recovery trouble={trouble} />;
  if (office?.state === 'locked') {
    return (
      <FormatProvider zone={ZONE} hostNow={Date.now()}>
        <Locked office={office} />
      </FormatProvider>
    );
  }
  return (
    <Clock>
      <Frame />
    </Clock>
  );
}

function Clock({ children }: { children: ReactNode }) {
  const status = useQuery('app.status', {});
  const settings = useQuery('desk.calendar', null);
  const now = status.data ? Date.parse(status.data.now) : Date.now();
  return (
    <FormatProvider zone={settings.data?.zone ?? ZONE} hostNow={now}>
      {children}
    </FormatProvider>
  );
}

function Frame() {
  const place = usePlace();
  return (
    <div className={styles.frame}>
      <button type="button" className={styles.skip} onClick={skip}>
        {shell.skip}
      </button>
      <Rail />
      <main id="main" className={styles.main} tabIndex={-1}>
        <ErrorBoundary place={format(place)}>
          <Screen path={place.path} />
          {place.params.enquiry && (
            <RecordSheet
              key={place.params.enquiry}
              id={place.params.enquiry}
              onClose={() => setParams({ enquiry: null })}
            />
          )}
        </ErrorBoundary>
      </main>
      <StatusStrip />
    </div>
  );
}

function skip() {
  document.getElementById('main')?.focus();
}

function Screen({ path }: { path: readonly string[] }) {
  const [at = 'today', rest] = path;
  switch (at) {
    case 'today':
      return <Today />;
    case 'inbox':
      return <Inbox />;
    case 'preleads':
      return <Preleads />;
    case 'board':
      return <BoardScreen />;
    case 'companies':
      return <Companies />;
    case 'settings':
      return <Settings />;
    case 'enquiry':
      if (rest) return <RecordScreen id={rest} />;
  }
  return (
    <EmptyState
      icon={<Compass />}
      title={shell.notFound}
      body={shell.notFoundBody}
      action={<Button onClick={() => goTo('today')}>{shell.goToday}</Button>}
    />
  );
}
