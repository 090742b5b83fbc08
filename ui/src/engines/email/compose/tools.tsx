import type { Editor } from '@tiptap/core';
import {
  Bold,
  Heading,
  Italic,
  Link2,
  List,
  ListOrdered,
  Quote,
  RemoveFormatting,
  Rows3,
  Table,
  Underline,
} from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { Button, IconButton, Menu } from '../../../kit';
import styles from './editor.module.css';
import { words } from './messages';

const { tools } = words;

/** What can be done to the text, with the keys that do the same. */
export function Tools({ editor }: { editor: Editor }) {
  const [isLinking, setLinking] = useState(false);
  const on = () => editor.chain().focus();
  const tool = (label: string, icon: ReactNode, isOn: boolean, run: () => unknown, keys?: string) => (
    <IconButton
      label={label}
      icon={icon}
      size="small"
      keys={keys}
      aria-pressed={isOn}
      // One stop for Tab: the arrows go on.
      tabIndex={label === tools.bold ? 0 : -1}
      onMouseDown={(event) => event.preventDefault()}
      onClick={() => run()}
    />
  );
  const isOn = (name: string, attributes?: object) => editor.isActive(name, attributes);
  return (
    <>
      <div className={styles.tools} role="toolbar" aria-label={tools.label} onKeyDown={walk}>
        {tool(tools.bold, <Bold size={16} />, isOn('bold'), () => on().toggleBold().run(), 'Ctrl+B')}
        {tool(tools.italic, <Italic size={16} />, isOn('italic'), () => on().toggleItalic().run(), 'Ctrl+I')}
        {tool(
          tools.underline,
          <Underline size={16} />,
          isOn('underline'),
          () => on().toggleUnderline().run(),
          'Ctrl+U',
        )}
        <span className={styles.gap} />
        {tool(
          tools.heading,
          <Heading size={16} />,
          isOn('heading'),
          () => on().toggleHeading({ level: 3 }).run(),
          'Ctrl+Alt+3',
        )}
        {tool(
          tools.bullets,
          <List size={16} />,
          isOn('bulletList'),
          () => on().toggleBulletList().run(),
          'Ctrl+Shift+8',
        )}
        {tool(
          tools.numbers,
          <ListOrdered size={16} />,
          isOn('orderedList'),
          () => on().toggleOrderedList().run(),
          'Ctrl+Shift+7',
        )}
        {tool(
          tools.quote,
          <Quote size={16} />,
          isOn('blockquote'),
          () => on().toggleBlockquote().run(),
          'Ctrl+Shift+B',
        )}
        <span className={styles.gap} />
        {tool(tools.link, <Link2 size={16} />, isOn('link'), () => setLinking(true))}
        {isOn('table') ? (
          <InTable editor={editor} />
        ) : (
          tool(tools.table, <Table size={16} />, false, () =>
            on().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
          )
        )}
        {tool(tools.clear, <RemoveFormatting size={16} />, false, () =>
          on().unsetAllMarks().clearNodes().run(),
        )}
      </div>
      {isLinking && <Linking editor={editor} onDone={() => setLinking(false)} />}
    </>
  );
}

/** One stop for Tab, arrows inside, as toolbars are. */
function walk(event: KeyboardEvent<HTMLDivElement>): void {
  const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (by === 0) return;
  const all = [...event.currentTarget.querySelectorAll('button')];
  const at = all.indexOf(document.activeElement as HTMLButtonElement);
  all[(at + by + all.length) % all.length]?.focus();
  event.preventDefault();
}

function InTable({ editor }: { editor: Editor }) {
  const act = (key: string, label: string, run: () => unknown, isApart = false) => ({
    key,
    label,
    isApart,
    onPick: () => void run(),
  });
  const on = () => editor.chain().focus();
  return (
    <Menu
      heading={tools.inTable}
      entries={[
        act('row', tools.rowBelow, () => on().addRowAfter().run()),
        act('column', tools.columnRight, () => on().addColumnAfter().run()),
        act('no-row', tools.removeRow, () => on().deleteRow().run(), true),
        act('no-column', tools.removeColumn, () => on().deleteColumn().run()),
        act('no-table', tools.removeTable, () => on().deleteTable().run()),
      ]}
      trigger={<IconButton label={tools.inTable} icon={<Rows3 size={16} />} size="small" tabIndex={-1} />}
    />
  );
}

function Linking({ editor, onDone }: { editor: Editor; onDone: () => void }) {
  const [address, setAddress] = useState<string>(editor.getAttributes('link').href ?? '');
  const leave = () => {
    onDone();
    editor.commands.focus();
  };
  const apply = (event: FormEvent) => {
    event.preventDefault();
    event.stopPropagation();
    const href =
      address.trim() && !/^[a-z]+:/i.test(address.trim()) ? `https://${address.trim()}` : address.trim();
    if (href === '') editor.chain().focus().extendMarkRange('link').unsetLink().run();
    else if (editor.state.selection.empty && !editor.isActive('link')) {
      editor
        .chain()
        .focus()
        .insertContent({ type: 'text', text: address.trim(), marks: [{ type: 'link', attrs: { href } }] })
        .run();
    } else editor.chain().focus().extendMarkRange('link').setLink({ href }).run();
    onDone();
  };
  const keys = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.stopPropagation();
    event.preventDefault();
    leave();
  };
  return (
    <form className={styles.linking} onSubmit={apply} onKeyDown={keys}>
      <input
        className={styles.address}
        aria-label={tools.address}
        placeholder={tools.address}
        // biome-ignore lint/a11y/noAutofocus: it was opened to be typed in
        autoFocus
        value={address}
        onChange={(event) => setAddress(event.target.value)}
      />
      <Button size="small" type="submit">
        {address.trim() === '' && editor.isActive('link') ? tools.unlink : tools.apply}
      </Button>
      <Button size="small" look="subtle" onClick={leave}>
        {words.cancel}
      </Button>
    </form>
  );
}
