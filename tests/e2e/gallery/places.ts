import type { Page } from '@playwright/test';

/** A screen as a person gets to it: an address, and the keys from there. */
export interface Shot {
  name: string;
  /** `BOARD`, `MAIL` and `ENQUIRY` stand for what the desk of the gallery has. */
  place: string;
  keys?: readonly string[];
}

/** Every screen of a desk that is full. */
export const FULL: readonly Shot[] = [
  { name: 'today', place: 'today' },
  { name: 'today-selected', place: 'today', keys: ['x', 'Shift+ArrowDown'] },
  { name: 'today-call', place: 'today', keys: ['c'] },
  { name: 'inbox', place: 'inbox/linked' },
  { name: 'inbox-drafts', place: 'inbox/drafts' },
  { name: 'inbox-snoozed', place: 'inbox/snoozed' },
  { name: 'inbox-search', place: 'inbox/all?q=from%3Aramesh%20is%3Aunread%20is%3Aodd' },
  { name: 'inbox-several', place: 'inbox/linked', keys: ['Shift+ArrowDown', 'Shift+ArrowDown'] },
  { name: 'inbox-snooze', place: 'inbox/unclassified/MAIL', keys: ['t'] },
  { name: 'compose', place: 'today', keys: ['Control+Shift+M'] },
  { name: 'inbox-unclassified', place: 'inbox/unclassified' },
  { name: 'inbox-link', place: 'inbox/unclassified/MAIL', keys: ['l'] },
  { name: 'preleads', place: 'preleads' },
  { name: 'board', place: 'board' },
  { name: 'board-compact', place: 'board?density=compact' },
  { name: 'board-detailed', place: 'board?density=detailed' },
  { name: 'board-lanes', place: 'board?lanes=priority' },
  { name: 'board-move', place: 'board', keys: ['ArrowDown', 'm'] },
  { name: 'board-several', place: 'board', keys: ['ArrowDown', 'x', 'Shift+ArrowDown'] },
  { name: 'board-views', place: 'board', keys: ['v'] },
  { name: 'quick-add', place: 'board', keys: ['Control+Shift+E'] },
  { name: 'board-record', place: 'board?enquiry=ENQUIRY' },
  { name: 'record', place: 'enquiry/ENQUIRY' },
  { name: 'record-quotations', place: 'enquiry/ENQUIRY?tab=quotations' },
  { name: 'record-files', place: 'enquiry/ENQUIRY?tab=files' },
  { name: 'record-history', place: 'enquiry/ENQUIRY?tab=history' },
  { name: 'companies', place: 'companies' },
  { name: 'history', place: 'history' },
  { name: 'problems', place: 'problems' },
  { name: 'mailbox', place: 'mailbox' },
  { name: 'settings-account', place: 'settings/account' },
  { name: 'settings-hours', place: 'settings/hours' },
  { name: 'settings-territories', place: 'settings/territories' },
  { name: 'settings-prices', place: 'settings/prices' },
  { name: 'settings-sequences', place: 'settings/sequences' },
  { name: 'settings-reading', place: 'settings/reading' },
  { name: 'settings-writing', place: 'settings/writing' },
  { name: 'settings-office', place: 'settings/office' },
  { name: 'settings-keyboard', place: 'settings/keyboard' },
  { name: 'settings-appearance', place: 'settings/appearance' },
  { name: 'settings-computer', place: 'settings/computer' },
  { name: 'settings-help', place: 'settings/help' },
  { name: 'palette', place: 'board', keys: ['Control+k', 'a', 'c', 'i', 'd'] },
  { name: 'keys', place: 'inbox/linked', keys: ['?'] },
  { name: 'nowhere', place: 'nowhere' },
];

/** What a desk shows that has nothing yet, and what each shows when the desk cannot answer. */
export const BARE: readonly Shot[] = [
  { name: 'today', place: 'today' },
  { name: 'inbox', place: 'inbox' },
  { name: 'preleads', place: 'preleads' },
  { name: 'board', place: 'board' },
  { name: 'companies', place: 'companies' },
  { name: 'history', place: 'history' },
  { name: 'settings-prices', place: 'settings/prices' },
  { name: 'settings-sequences', place: 'settings/sequences' },
];

/**
 * What somebody would stumble over on a page that is drawn: a page that scrolls sideways, and a control or heading
 * whose words end outside of it with nothing to tell the rest.
 */
export function flaws(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const root = document.documentElement;
    const found: string[] = [];
    if (root.scrollWidth > root.clientWidth) found.push(`the page is ${root.scrollWidth} wide`);
    const named = 'button, a, h1, h2, h3, label, th, [role="tab"], [role="menuitem"], [role="columnheader"]';
    for (const each of document.querySelectorAll<HTMLElement>(named)) {
      const isSeen = each.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      const isCut = each.scrollWidth > each.clientWidth + 1 && getComputedStyle(each).overflowX !== 'visible';
      const isTold = each.closest('[title]') !== null || each.querySelector('[title]') !== null;
      if (isSeen && each.clientWidth > 1 && isCut && !isTold) found.push(`cut off: ${each.textContent}`);
    }
    return found;
  });
}
