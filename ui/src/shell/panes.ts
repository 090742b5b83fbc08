const FOCUSABLE = 'a[href], button:not(:disabled), input, select, textarea, [tabindex]:not([tabindex="-1"])';

/** Goes to the next part of the window, or with -1 to the one before: to its chosen row, else to what comes first. */
export function goToPane(by: 1 | -1): void {
  const panes = [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter(isSeen);
  if (panes.length === 0) return;
  // The innermost that holds the focus; from outside all of them the first or the last is next.
  const at = panes.findLastIndex((pane) => pane.contains(document.activeElement));
  const from = at < 0 && by < 0 ? 0 : at;
  const pane = panes[(from + by + panes.length) % panes.length];
  const chosen = pane?.querySelector<HTMLElement>('[role="option"][aria-selected="true"]');
  const first = () => [...(pane?.querySelectorAll<HTMLElement>(FOCUSABLE) ?? [])].find(isSeen);
  const target = chosen && chosen.tabIndex >= 0 ? chosen : first();
  target?.focus();
}

const isSeen = (element: HTMLElement) => element.getClientRects().length > 0;
