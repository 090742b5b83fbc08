import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { type Changed, type Host, Refusal } from './host';

/** The desktop shell: one command, one event, one protocol for mail bodies. */
export const tauriHost: Host = {
  async call(cmd, input) {
    try {
      return await invoke('rpc', { cmd, input });
    } catch (thrown) {
      throw Refusal.from(thrown);
    }
  },
  onChanged(heard) {
    const stop = listen<Changed>('changed', (event) => heard(event.payload));
    return () => void stop.then((off) => off());
  },
  // Spelt `http://mail.localhost/…` on Windows and `mail://localhost/…` elsewhere.
  mailUrl: (messageId, hasPictures) =>
    `${convertFileSrc(messageId, 'mail')}${hasPictures ? '/pictures' : ''}`,
};

/** True inside the desktop shell. */
export function isInShell(): boolean {
  return '__TAURI_INTERNALS__' in window;
}
