import { CSPProvider } from '@base-ui/react/csp-provider';
import { QueryClientProvider } from '@tanstack/react-query';
import { Compass } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import {
  client,
  followChanges,
  host,
  hostWindow,
  isInShell,
  isOwnWindow,
  useCommand,
  useQuery,
} from '../bridge';
import { BoardScreen, QuickAdd } from '../engines/board';
import { ComposeWindow, Drafts, Inbox, MailboxScreen } from '../engines/email';
import { RecordScreen, RecordSheet } from '../engines/enquiries';
import { Today } from '../engines/followups';
import { Companies } from '../engines/masters';
import { Preleads } from '../engines/preleads';
import { Button, EmptyState, FormatProvider, Tips, Toasts, UnsavedWords } from '../kit';
import { Waiting } from './answer';
import { KeySheet, Orders, Palette, useHands, useKeys } from './commands';
import { ErrorBoundary } from './error-boundary';
import styles from './frame.module.css';
import { useUndo } from './history';
import { shell } from './messages';
import { Locked } from './office';
import { goToPane } from './panes';
import { Rail } from './rail';
import { Recovery } from './recovery';
import { showRefusals } from './refusals';
import { format, goTo, setParams, usePlace } from './router';
import { StatusStrip } from './status-strip';
import { chooseTheme } from './theme';
import { resetZoom, stepZoom } from './zoom';

const ZONE = 'Asia/Kolkata';
/** For whoever builds screens: every part of the kit in every state. Served by the development host alone. */
const Gallery = lazy(() => import('../gallery/gallery'));
const HistoryScreen = lazy(async () => ({ default: (await import('./history/history')).HistoryScreen }));
const Settings = lazy(async () => ({ default: (await import('./settings')).Settings }));
const Problems = lazy(() => import('./problems/problems'));
const Welcome = lazy(() => import('./first/welcome'));
const SafeStart = lazy(() => import('./first/safe'));

export function App() {
  useEffect(() => followChanges(host, client), []);
  useEffect(showRefusals, []);
  return (
    <CSPProvider disableStyleElements>
      <QueryClientProvider client={client}>
        <UnsavedWords.Provider value={shell.unsaved}>
          <Tips>
            <Opened />
          </Tips>
        </UnsavedWords.Provider>
        <Toasts closeLabel={shell.close} />
      </QueryClientProvider>
    </CSPProvider>
  );
}

/** The app, or what comes before it: a start that has to be careful, and the very first one. */
function Opened() {
  const { data: start, isPending } = useQuery('app.start', {});
  if (isPending) return null;
  if (!start?.is_safe && !start?.is_first) return <Desk />;
  return <Suspense>{start.is_safe ? <SafeStart /> : <Welcome />}</Suspense>;
}

/** The desk, or why there is none. */
function Desk() {
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
  const inFront = useWindowCommands();
  return (
    <div className={styles.frame} data-own={isOwnWindow || undefined}>
      <button type="button" className={styles.skip} onClick={skip}>
        {shell.skip}
      </button>
      {!isOwnWindow && <Rail />}
      <main id="main" className={styles.main} tabIndex={-1}>
        <ErrorBoundary place={format(place)}>
          <Suspense fallback={<Waiting />}>
            <Screen path={place.path} />
          </Suspense>
          {place.params.enquiry && (
            <Suspense>
              <RecordSheet
                key={place.params.enquiry}
                id={place.params.enquiry}
                onClose={() => setParams({ enquiry: null, tab: null })}
              />
            </Suspense>
          )}
          <ComposeWindow />
        </ErrorBoundary>
      </main>
      {!isOwnWindow && <StatusStrip />}
      {inFront}
      <Orders />
    </div>
  );
}

/** What can be done wherever one is. Answers what stands in front of everything else. */
function useWindowCommands(): ReactNode {
  const [open, setOpen] = useState<'palette' | 'keys' | 'add' | null>(null);
  const account = useQuery('app.status', {}).data?.account;
  const sync = useCommand('app.sync_now');
  useKeys();
  useUndo();
  const elsewhere = isOwnWindow ? null : goTo;
  const to = (...path: string[]) => elsewhere && (() => elsewhere(...path));
  useHands({
    'app.palette': () => setOpen('palette'),
    'app.help': () => setOpen('keys'),
    'app.add_enquiry': () => setOpen('add'),
    'app.sync': account ? () => sync.mutate({}) : null,
    'app.next_pane': () => goToPane(1),
    'app.previous_pane': () => goToPane(-1),
    'go.today': to('today'),
    'go.inbox': to('inbox'),
    'go.unclassified': to('inbox', 'unclassified'),
    'go.linked': to('inbox', 'linked'),
    'go.drafts': to('inbox', 'drafts'),
    'go.snoozed': to('inbox', 'snoozed'),
    'go.archived': to('inbox', 'archived'),
    'go.sent': to('inbox', 'sent'),
    'go.junk': to('inbox', 'junk'),
    'go.all_mail': to('inbox', 'all'),
    'go.preleads': to('preleads'),
    'go.board': to('board'),
    'go.companies': to('companies'),
    'go.history': to('history'),
    'go.settings': to('settings'),
    'go.keys': to('settings', 'keyboard'),
    'go.office': to('settings', 'office'),
    'go.problems': to('problems'),
    'go.mailbox': to('mailbox'),
    'go.computer': to('settings', 'computer'),
    'go.help': to('settings', 'help'),
    'app.zoom_in': () => stepZoom(1),
    'app.zoom_out': () => stepZoom(-1),
    'app.zoom_usual': resetZoom,
    'app.close_window': isOwnWindow ? () => void hostWindow.close() : null,
    'theme.system': () => chooseTheme('system'),
    'theme.light': () => chooseTheme('light'),
    'theme.dark': () => chooseTheme('dark'),
    'theme.contrast': () => chooseTheme('contrast'),
  });
  const close = () => setOpen(null);
  if (open === 'palette') return <Palette onClosed={close} />;
  if (open === 'add') return <QuickAdd onClosed={close} />;
  return open === 'keys' ? <KeySheet onClosed={close} /> : null;
}

function skip() {
  document.getElementById('main')?.focus();
}

function Screen({ path }: { path: readonly string[] }) {
  const [at = 'today', rest, third] = path;
  switch (at) {
    case 'today':
      return <Today />;
    case 'inbox':
      return rest === 'drafts' ? <Drafts chosen={third} /> : <Inbox />;
    case 'preleads':
      return <Preleads />;
    case 'board':
      return <BoardScreen />;
    case 'companies':
      return <Companies />;
    case 'history':
      return <HistoryScreen />;
    case 'settings':
      return <Settings />;
    case 'enquiry':
      if (rest) return <RecordScreen id={rest} />;
      break;
    case 'problems':
      return <Problems />;
    case 'mailbox':
      return <MailboxScreen />;
    case 'kit':
      if (isInShell()) break;
      return <Gallery />;
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
