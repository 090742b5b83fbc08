import type { Id } from './contract';
import { Refusal } from './host';
import { isInShell, tauriWindow, windowLabel } from './tauri';

/** What the window itself can do, beside the desk behind it. */
export interface HostWindow {
  /** Shows a record in a window of its own, or brings the one that it has to the front. */
  openRecord(enquiry: Id): Promise<void>;
  /** Closes a window of one record. */
  close(): Promise<void>;
  /** Enlarges or reduces everything, in percent. */
  zoom(percent: number): Promise<void>;
  /** Whether the program starts with the computer, after setting it if asked to; null where there is no such thing. */
  autostart(on?: boolean): Promise<boolean | null>;
}

/** What the labels of windows begin with that show one record and nothing else. */
const OWN = 'record-';

/** In a browser: a window of its own, and the page's own size. */
const browserWindow: HostWindow = {
  async openRecord(enquiry) {
    const opened = window.open(`#/enquiry/${enquiry}`, `${OWN}${enquiry}`, 'popup,width=760,height=820');
    if (opened === null) throw new Refusal('Denied', 'The browser did not let another window open.');
    opened.focus();
  },
  async close() {
    window.close();
  },
  async zoom(percent) {
    document.documentElement.style.setProperty('zoom', String(percent / 100));
  },
  async autostart() {
    return null;
  },
};

export const hostWindow: HostWindow = isInShell() ? tauriWindow : browserWindow;

/** True in a window that shows one record and nothing else. */
export const isOwnWindow: boolean = (isInShell() ? windowLabel() : window.name).startsWith(OWN);
