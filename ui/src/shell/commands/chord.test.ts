import { describe, expect, it } from 'vitest';
import { aria, type Pressed, shown, strokeOf, strokes } from './chord';

const press = (key: string, part: Partial<Pressed> & { isAltGraph?: boolean } = {}): Pressed => ({
  key,
  code: '',
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  getModifierState: (name) => name === 'AltGraph' && part.isAltGraph === true,
  ...part,
});

describe('a stroke', () => {
  it('is spelt as chords are', () => {
    const pressed = press('M', { ctrlKey: true, shiftKey: true });
    expect(strokeOf(pressed, false)).toBe('Mod+Shift+m');
    expect(strokes('Shift+Mod+M')).toEqual(['Mod+Shift+m']);
  });
  it('is the sign itself where the sign needs Shift', () => {
    expect(strokeOf(press('?', { shiftKey: true }), false)).toBe('?');
    expect(strokes('?')).toEqual(['?']);
  });
  it('is Command on a Mac, where Ctrl is another key', () => {
    expect(strokeOf(press('k', { metaKey: true }), true)).toBe('Mod+k');
    expect(strokeOf(press('k', { ctrlKey: true }), true)).toBe('Ctrl+k');
  });
  it('is none of ours with the Windows key, with AltGr, or inside an input method', () => {
    expect(strokeOf(press('k', { metaKey: true }), false)).toBeNull();
    expect(strokeOf(press('@', { ctrlKey: true, altKey: true, isAltGraph: true }), false)).toBeNull();
    expect(strokeOf(press('Process'), false)).toBeNull();
    expect(strokeOf(press('Shift', { shiftKey: true }), false)).toBeNull();
  });
  it('goes by the place of the key on a keyboard that writes no Latin', () => {
    expect(strokeOf(press('ा', { code: 'KeyE' }), false)).toBe('ा');
    expect(strokeOf(press('क', { code: 'KeyK', ctrlKey: true }), false)).toBe('Mod+k');
  });
});

describe('a chord', () => {
  it('is shown as each system writes it', () => {
    expect(shown('Mod+Shift+M', false)).toBe('Ctrl+Shift+M');
    expect(shown('Mod+Shift+M', true)).toBe('⌘⇧M');
    expect(shown('g i', false)).toBe('G I');
    expect(shown('ArrowDown', false)).toBe('↓');
    expect(shown('Mod++', false)).toBe('Ctrl++');
  });
  it('is told to assistive technology in its own spelling', () => {
    expect(aria('Mod+Shift+M', false)).toBe('Control+Shift+M');
    expect(aria('F9', false)).toBe('F9');
  });
});
