import { Copy } from 'lucide-react';
import { Button, notify } from '../../kit';
import { words as all } from './messages';

const { copying: words } = all;

/** Puts a text on the clipboard, and says whether it is there. */
export function CopyButton({ text, label }: { text: string; label: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      notify({ title: words.copied, tone: 'good' });
    } catch {
      notify({ title: words.notCopied, tone: 'bad' });
    }
  };
  return (
    <Button icon={<Copy size={16} aria-hidden="true" />} onClick={() => void copy()}>
      {label}
    </Button>
  );
}
