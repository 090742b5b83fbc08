// The cards that our own board shows in the bench: the same columns, the same share in each, the same words on them.
export const STAGES = [
  'Pending enquiry',
  'Pending specification',
  'Pending technical query',
  'Pending samples',
  'Pending VQ docs',
  'Pending supplier rate / RFQ',
  'Make quote',
  'Quoted',
  'Long pendency',
  'Drop, awaiting approval',
  'Won',
  'Lost',
  'Dropped',
];

const money = new Intl.NumberFormat('en-IN', { style: 'currency', currency: 'INR', maximumFractionDigits: 0 });

/** Every eighth card is further on, in turn in the five columns after the first. */
export function columnsOf(cards) {
  const columns = STAGES.map((title, at) => ({ id: `s${at}`, title, cards: [] }));
  for (let number = 0; number < cards; number += 1) {
    const at = number % 8 === 0 ? 1 + ((number / 8) % 5) : 0;
    columns[at].cards.push({
      id: `c${number}`,
      title: `Enquiry ${number}`,
      company: 'Nirmal Paints Pvt Ltd',
      product: 'Zinc oxide, 5 mt',
      value: money.format((1_000_000 + number) / 100),
      idle: 'Active today',
    });
  }
  return columns;
}

/** The first card of the first column goes to the top of the second. */
export function moved(columns) {
  const [first, second, ...rest] = columns;
  const [card, ...left] = first.cards;
  return [{ ...first, cards: left }, { ...second, cards: [card, ...second.cards] }, ...rest];
}

const STYLE = `
  * { box-sizing: border-box }
  body { margin: 0; font: 14px sans-serif }
  .board { display: flex; gap: 12px; height: 800px; overflow-x: auto; padding: 4px }
  .column { display: flex; flex: none; flex-direction: column; width: 256px; background: #f3f2f1; border-radius: 8px }
  .head { padding: 10px 12px; font-weight: 600 }
  .list { flex: 1; min-height: 0; overflow-y: auto }
  .card { height: 84px; margin: 0 8px 8px; padding: 8px 10px; border: 1px solid #ddd; border-radius: 6px; background: #fff }
  .title { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap }
  .line { display: flex; justify-content: space-between; color: #555; font-size: 12px; line-height: 20px }
  .react-trello-board { height: 800px !important }
`;

export function styled() {
  document.head.append(Object.assign(document.createElement('style'), { textContent: STYLE }));
  return document.getElementById('root');
}
