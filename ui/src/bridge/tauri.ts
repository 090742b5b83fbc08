import { convertFileSrc, invoke } from '@tauri-apps/api/core';
import { listen } from '@tauri-apps/api/event';
import { type Changed, type Host, Refusal } from './host';
import type { HostWindow } from './window';

async function call(cmd: string, input: unknown): Promise<unknown> {
  try {
    return await invoke('rpc', { cmd, input });
  } catch (thrown) {
    throw Refusal.from(thrown);
  }
}

/** The desktop shell: one command, one event, one protocol for mail bodies. */
export const tauriHost: Host = {
  call,
  onChanged(heard) {
    const stop = listen<Changed>('changed', (event) => heard(event.payload));
    return () => void stop.then((off) => off());
  },
  // Spelt `http://mail.localhost/…` on Windows and `mail://localhost/…` elsewhere.
  mailUrl: (messageId, hasPictures) =>
    `${convertFileSrc(messageId, 'mail')}${hasPictures ? '/pictures' : ''}`,
};

/** The window that the page is in, by the same command. */
export const tauriWindow: HostWindow = {
  openRecord: async (enquiry) => void (await call('window.open', { link: `pebble://enquiry/${enquiry}` })),
  close: async () => void (await call('window.close', {})),
  zoom: async (percent) => void (await call('window.zoom', { percent })),
  autostart: async (on) => (await call('window.autostart', { on: on ?? null })) === true,
};

/** True inside the desktop shell. */
export function isInShell(): boolean {
  return '__TAURI_INTERNALS__' in window;
}

/** What the shell calls this window. */
export function windowLabel(): string {
  const internals: unknown = Reflect.get(window, '__TAURI_INTERNALS__');
  const metadata: unknown = Reflect.get(Object(internals), 'metadata');
  const current: unknown = Reflect.get(Object(metadata), 'currentWindow');
  return String(Reflect.get(Object(current), 'label') ?? '');
}
