import { NotebookText, Settings } from 'lucide-react';
import { useState } from 'react';
import { type MailTemplate, useQuery } from '../../../bridge';
import { Finder, type FinderEntry, Overlay } from '../../../kit';
import { goTo } from '../../../shell/router';
import { words } from './messages';

const { picker } = words;

/** The templates behind one line to type in: Enter inserts the one that is marked. */
export function TemplatePicker(props: { onPick: (template: MailTemplate) => void; onClosed: () => void }) {
  const templates = useQuery('email.templates', null).data ?? [];
  const [text, setText] = useState('');
  const asked = text.trim().toLowerCase();
  const fit = templates.filter((each) => `${each.name} ${each.subject}`.toLowerCase().includes(asked));
  return (
    <Overlay title={picker.title} closeLabel={words.cancel} place="top" isBare onClosed={props.onClosed}>
      {(close) => {
        const entries: FinderEntry[] = fit.map((each) => ({
          key: each.id,
          label: each.name,
          detail: each.subject || undefined,
          icon: <NotebookText size={16} aria-hidden="true" />,
          onPick: () => close(() => props.onPick(each)),
        }));
        const manage: FinderEntry = {
          key: 'manage',
          label: picker.manage,
          icon: <Settings size={16} aria-hidden="true" />,
          onPick: () => close(() => goTo('settings', 'writing')),
        };
        const nothing = templates.length === 0 ? picker.empty : picker.none;
        return (
          <Finder
            label={picker.title}
            placeholder={picker.type}
            text={text}
            groups={[{ value: picker.group, items: [...entries, manage] }]}
            status={fit.length === 0 ? nothing : picker.found(fit.length)}
            isEmpty={fit.length === 0}
            onText={setText}
          />
        );
      }}
    </Overlay>
  );
}
