// Every part of the kit in every state, for whoever builds screens. It shows made-up things and asks no engine.
import type { ReactNode } from 'react';
import { Page, Pane } from '../kit';
import { Appearance } from '../shell/appearance';
import { Choices, Fields } from './fields';
import styles from './gallery.module.css';
import { Cards, Happenings, Panes } from './large';
import { Overlays } from './overlays';
import { Buttons, Marks, Saying } from './small';

interface Shelf {
  name: string;
  parts: ReactNode;
}

const SHELVES: readonly Shelf[] = [
  { name: 'Button, IconButton, Tip', parts: <Buttons /> },
  { name: 'Chip, Badge, Avatar, Kbd', parts: <Marks /> },
  { name: 'Spinner, Progress, Toasts, EmptyState', parts: <Saying /> },
  { name: 'TextField, TextArea, DateField, SearchField', parts: <Fields /> },
  { name: 'Select, Checkbox, Switch, Tabs', parts: <Choices /> },
  { name: 'Menu, Dialog, AskDialog, Overlay, Finder', parts: <Overlays /> },
  { name: 'SplitPane, Pane', parts: <Panes /> },
  { name: 'Timeline', parts: <Happenings /> },
  { name: 'Board', parts: <Cards /> },
];

export default function Gallery() {
  return (
    <Page title="Kit" sub="Every part in every state">
      <Pane label="Kit" className={styles.pane}>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable with the keyboard */}
        <div className={styles.shelves} role="region" aria-label="Parts" tabIndex={0}>
          <div className={styles.appearance}>
            <Appearance />
          </div>
          {SHELVES.map(({ name, parts }) => (
            <section key={name} className={styles.shelf} aria-label={name}>
              <h2>{name}</h2>
              {parts}
            </section>
          ))}
        </div>
      </Pane>
    </Page>
  );
}
