// What Word, Excel and Outlook put on the clipboard is markup for themselves. Here it becomes plain paragraphs, lists and
// tables before the editor reads it; what the editor does not know it leaves out by itself.

const GONE = 'style, script, meta, link, title, xml, col, colgroup';

/** The clipboard's HTML without what only its own program understands. */
export function cleaned(html: string): string {
  const page = new DOMParser().parseFromString(html.replace(/<\/?o:p[^>]*>/gi, ''), 'text/html');
  const looks = classLooks(html);
  for (const each of page.querySelectorAll(GONE)) each.remove();
  dropComments(page.body);
  for (const each of page.querySelectorAll<HTMLElement>(
    '[style*="display:none"], [style*="display: none"]',
  )) {
    each.remove();
  }
  listed(page.body);
  for (const each of page.querySelectorAll<HTMLElement>('body *')) strip(each, looks);
  for (const table of page.querySelectorAll('table')) tidied(table);
  return page.body.innerHTML;
}

function dropComments(root: Node): void {
  for (const node of [...root.childNodes]) {
    if (node.nodeType === Node.COMMENT_NODE) node.remove();
    else dropComments(node);
  }
}

interface Look {
  isBold: boolean;
  align: string | null;
}

/** What a class of Excel's style sheet says that is worth keeping. */
function classLooks(html: string): Map<string, Look> {
  const looks = new Map<string, Look>();
  for (const [, name = '', rules = ''] of html.matchAll(/\.(xl\d+|font\d+)\s*\{([^}]*)\}/g)) {
    looks.set(name, {
      isBold: /font-weight:\s*(bold|[7-9]00)/.test(rules),
      align: /text-align:\s*(right|center)/.exec(rules)?.[1] ?? null,
    });
  }
  return looks;
}

const KEPT = new Set(['href', 'colspan', 'rowspan', 'start']);

function strip(element: HTMLElement, looks: Map<string, Look>): void {
  const look = looks.get(element.className);
  const isCell = /^T[DH]$/.test(element.tagName);
  const style = element.getAttribute('style') ?? '';
  const align =
    /text-align:\s*(right|center)/.exec(style)?.[1] ?? element.getAttribute('align') ?? look?.align;
  const isBold = look?.isBold || (element.tagName === 'SPAN' && /font-weight:\s*(bold|[7-9]00)/.test(style));
  for (const { name } of [...element.attributes]) if (!KEPT.has(name)) element.removeAttribute(name);
  if (isCell && (align === 'right' || align === 'center')) element.style.textAlign = align;
  if (isBold && element.textContent?.trim() && !element.querySelector('table')) {
    const strong = element.ownerDocument.createElement('strong');
    strong.append(...element.childNodes);
    element.append(strong);
  }
}

/** Empty rows at the end of what was marked are nobody's table, and widths belong to the other program. */
function tidied(table: HTMLTableElement): void {
  const rows = [...table.rows];
  while (rows.length > 1 && rows.at(-1)?.textContent?.trim() === '') rows.pop()?.remove();
  for (const cell of table.querySelectorAll('td, th')) {
    for (const name of ['colspan', 'rowspan'])
      if (cell.getAttribute(name) === '1') cell.removeAttribute(name);
  }
}

/** Word writes lists as paragraphs with a bullet of text in front. */
function listed(root: HTMLElement): void {
  const items = [
    ...root.querySelectorAll<HTMLElement>(
      'p[style*="mso-list"], p.MsoListParagraph, p[class^="MsoListParagraph"]',
    ),
  ];
  let list: HTMLElement | null = null;
  let last: Element | null = null;
  for (const item of items) {
    const bullet = item.querySelector<HTMLElement>(
      'span[style*="mso-list:Ignore"], span[style*="mso-list: Ignore"]',
    );
    const mark =
      bullet?.textContent?.trim() ??
      /^[\s\u00a0]*([·•§o\-–]|\d+[.)])[\s\u00a0]+/.exec(item.textContent ?? '')?.[1];
    if (mark === undefined) continue;
    if (bullet) bullet.remove();
    else dropMark(item, mark);
    const kind = /^[\da-z]+[.)]$/i.test(mark) ? 'ol' : 'ul';
    if (!list || list.localName !== kind || item.previousElementSibling !== list || last === null) {
      list = root.ownerDocument.createElement(kind);
      item.before(list);
    }
    const entry = root.ownerDocument.createElement('li');
    entry.append(...item.childNodes);
    list.append(entry);
    item.remove();
    last = entry;
  }
}

function dropMark(item: HTMLElement, mark: string): void {
  const walker = item.ownerDocument.createTreeWalker(item, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const text = node.textContent ?? '';
    if (text.trim() === '') continue;
    node.textContent = text.replace(mark, '').replace(/^[\s\u00a0]+/, '');
    return;
  }
}
