// A chord is a way to press a command: `Mod+K`, `Shift+F6`, `?`, or one stroke after another, `g i`. `Mod` is Ctrl, and
// Command on a Mac. Everything here works on the spelling; who listens is elsewhere.

export interface Pressed {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey: boolean;
  getModifierState(name: string): boolean;
}

export const IS_MAC = /^Mac/.test(navigator.platform);

const LETTER = /^\p{L}$/u;
const ORDER = ['Mod', 'Ctrl', 'Alt', 'Shift'];

/** What was pressed, spelt as chords are; null for what is only a modifier or belongs to an input method. */
export function strokeOf(event: Pressed, isMac = IS_MAC): string | null {
  const key = keyOf(event);
  if (key === null || event.getModifierState('AltGraph')) return null;
  if (event.metaKey && !isMac) return null;
  const held: string[] = [];
  if (isMac ? event.metaKey : event.ctrlKey) held.push('Mod');
  if (isMac && event.ctrlKey) held.push('Ctrl');
  if (event.altKey) held.push('Alt');
  // A sign that needs Shift is spelt as the sign: `?` is `?` on every keyboard.
  if (event.shiftKey && (key.length > 1 || LETTER.test(key))) held.push('Shift');
  return [...held, key].join('+');
}

function keyOf({ key, code }: Pressed): string | null {
  if (['Control', 'Shift', 'Alt', 'AltGraph', 'Meta', 'Dead', 'Process', 'Unidentified'].includes(key)) {
    return null;
  }
  if (key === ' ') return 'Space';
  // On a keyboard that writes Devanagari the place of the key counts.
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  if (LETTER.test(key) && !/^[a-z]$/i.test(key) && letter) return letter.toLowerCase();
  return key.length === 1 ? key.toLowerCase() : key;
}

/** The strokes of a chord, each spelt as `strokeOf` spells it. */
export function strokes(chord: string): string[] {
  return chord.split(' ').map((stroke) => {
    const parts = stroke.split('+');
    // `Mod++` ends in the plus key itself.
    const key = stroke.endsWith('+') ? '+' : (parts.at(-1) ?? '');
    const held = ORDER.filter((name) => parts.includes(name));
    return [...held, key.length === 1 ? key.toLowerCase() : key].join('+');
  });
}

const MAC: Readonly<Record<string, string>> = { Mod: '⌘', Ctrl: '⌃', Alt: '⌥', Shift: '⇧' };
const NAMES: Readonly<Record<string, string>> = {
  Mod: 'Ctrl',
  ArrowDown: '↓',
  ArrowUp: '↑',
  ArrowLeft: '←',
  ArrowRight: '→',
  Escape: 'Esc',
};

/** A chord as people read it: `Ctrl+Shift+M`, on a Mac `⇧⌘M`; `G then I`. */
export function shown(chord: string, isMac = IS_MAC): string {
  return strokes(chord)
    .map((stroke) => {
      const parts = stroke.split(/\+(?=.)/);
      const named = parts.map((part) => {
        const word = (isMac ? MAC[part] : undefined) ?? NAMES[part] ?? part;
        return word.length === 1 ? word.toUpperCase() : word;
      });
      return named.join(isMac ? '' : '+');
    })
    .join(' ');
}

/** A chord as `aria-keyshortcuts` wants it. */
export function aria(chord: string, isMac = IS_MAC): string {
  return strokes(chord)
    .map((stroke) =>
      stroke.replace('Mod', isMac ? 'Meta' : 'Control').replace(/(^|\+)([a-z])$/, (_, plus, letter) => {
        return plus + letter.toUpperCase();
      }),
    )
    .join(' ');
}
