import { Editor, Extension } from '@tiptap/core';
import { TableCell, TableHeader, TableKit } from '@tiptap/extension-table';
import { Placeholder } from '@tiptap/extensions';
import StarterKit from '@tiptap/starter-kit';
import { useEffect, useRef, useState } from 'react';
import { isModalOpen } from '../../../kit';
import { run } from '../../../shell/commands';
import styles from './editor.module.css';
import { words } from './messages';
import { cleaned } from './paste';
import { Tools } from './tools';

/** What others do with the text. */
export interface Text {
  html: () => string;
  /** Nothing but white space in it. */
  words: () => string;
  focus: (place: 'start' | 'end' | null) => void;
  insert: (html: string) => void;
}

/** A column of figures stays aligned. */
const align = {
  textAlign: {
    default: null,
    parseHTML: (element: HTMLElement) => element.style.textAlign || element.getAttribute('align') || null,
    renderHTML: ({ textAlign }: { textAlign?: string | null }) =>
      textAlign === 'right' || textAlign === 'center' ? { style: `text-align: ${textAlign}` } : {},
  },
};

/** The editor would break the line where everybody else sends. */
const Sending = Extension.create({
  name: 'sending',
  priority: 1000,
  addKeyboardShortcuts: () => ({
    'Mod-Enter': () => {
      run('mail.send');
      return true;
    },
  }),
});

const kit = (placeholder: string) => [
  Sending,
  StarterKit.configure({
    heading: { levels: [1, 2, 3] },
    code: false,
    codeBlock: false,
    link: { openOnClick: false, autolink: true, defaultProtocol: 'https' },
  }),
  TableKit.configure({ table: { resizable: false }, tableCell: false, tableHeader: false }),
  TableCell.extend({
    addAttributes() {
      return { ...this.parent?.(), ...align };
    },
  }),
  TableHeader.extend({
    addAttributes() {
      return { ...this.parent?.(), ...align };
    },
  }),
  Placeholder.configure({ placeholder }),
];

/** The editor of a text with its tools. It keeps what is typed; whoever wants it asks. */
export default function RichText(props: {
  label: string;
  initial: string;
  isFocused: boolean;
  onReady: (text: Text) => void;
  onTyped: () => void;
  onFiles?: (files: readonly File[]) => void;
}) {
  const { label, initial } = props;
  const host = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  const [editor, setEditor] = useState<Editor | null>(null);
  const [, setTick] = useState(0);
  useEffect(() => {
    latest.current = props;
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text it began with is looked at once
  useEffect(() => {
    if (!host.current) return;
    const made = new Editor({
      element: host.current,
      extensions: kit(words.placeholder),
      content: initial,
      injectCSS: false,
      autofocus: latest.current.isFocused && !isModalOpen() ? 'start' : false,
      editorProps: {
        attributes: {
          role: 'textbox',
          'aria-multiline': 'true',
          'aria-label': label,
          class: styles.text ?? '',
          spellcheck: 'true',
        },
        transformPastedHTML: cleaned,
        handlePaste: (_, event) => {
          const files = [...(event.clipboardData?.files ?? [])];
          const hasText = event.clipboardData?.types.some((type) => type.startsWith('text/'));
          if (files.length === 0 || hasText || !latest.current.onFiles) return false;
          latest.current.onFiles(files);
          return true;
        },
        // Files belong to the mail, not to the text: whoever stands around it takes them.
        handleDrop: (_, event) => event.dataTransfer?.types.includes('Files') ?? false,
      },
      onUpdate: () => latest.current.onTyped(),
      onTransaction: () => setTick((tick) => tick + 1),
    });
    setEditor(made);
    latest.current.onReady({
      html: () => made.getHTML(),
      words: () => made.getText().replace(/\s+/g, ' ').trim(),
      focus: (place) => made.commands.focus(place),
      insert: (html) => made.chain().focus().insertContent(html).run(),
    });
    return () => made.destroy();
  }, []);
  return (
    <div className={styles.editor}>
      {editor && <Tools editor={editor} />}
      <div ref={host} className={styles.sheet} data-testid="editor" />
    </div>
  );
}
