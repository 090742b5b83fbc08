// Makes the leads that every peer is measured with, always the same ones for the same numbers: 14 columns, 50 owners,
// 12 territories, and about 412 bytes of JSON each. The notes are drawn from a list of words and not one letter
// repeated, since bytes on the wire are measured after compression. It reads and writes nothing.

export const OWNERS = 50;
export const TERRITORIES = 12;

const WORDS =
  'asked for the price of rubber gaskets and sent a drawing by mail wants samples before Monday call at lunch ' +
  'compare with the older supplier said delivery must be within ten days pays on thirty terms plant manager decides ' +
  'met at the trade fair in Pune interested in yearly contract needs certificate of test report follow up with ' +
  'revised offer and freight quantity may double next quarter';
const VOCABULARY = WORDS.split(' ');
const NAMES = [
  'Asha Rao',
  'Ramesh Patil',
  'Latha Iyer',
  'Vikram Shah',
  'Meera Nair',
  'Arjun Mehta',
  'Sunita Joshi',
];
const TRADES = ['Rubber', 'Castings', 'Polymers', 'Bearings', 'Pumps'];
const PLACES = [
  ['Pune', 'Maharashtra'],
  ['Chennai', 'Tamil Nadu'],
  ['Rajkot', 'Gujarat'],
  ['Coimbatore', 'Tamil Nadu'],
  ['Ludhiana', 'Punjab'],
];
const SOURCES = ['indiamart', 'fair', 'website', 'referral'];
const STAGES = ['new', 'contacted', 'quoted', 'negotiating'];
const NOTES_LENGTH = 98;
const DAY = 86_400_000;
const FIRST_DAY = Date.UTC(2026, 0, 5, 4, 30);

/** The id of lead `number`; ids sort as their numbers do. */
export function idOf(number) {
  return `lead-${String(number).padStart(7, '0')}`;
}

/** The number of the lead with this id. */
export function numberOf(id) {
  return Number(id.slice('lead-'.length));
}

/** The name of owner `number`. */
export function owner(number) {
  return `rep-${String(number % OWNERS).padStart(2, '0')}`;
}

/** Lead `number`, with 14 columns. */
export function lead(number) {
  const draw = drawer(number);
  const [city, state] = pick(PLACES, draw);
  return {
    id: idOf(number),
    name: pick(NAMES, draw),
    phone: `+91${9_000_000_000 + number}`,
    email: `buyer${number}@deccan.example`,
    company: `${pick(PLACES, draw)[0]} ${pick(TRADES, draw)} ${number}`,
    city,
    state,
    source: pick(SOURCES, draw),
    stage: pick(STAGES, draw),
    owner: owner(number),
    territory: `t-${String(number % TERRITORIES).padStart(2, '0')}`,
    value_minor: 100_000 + Math.floor(draw() * 900_000),
    next_at: new Date(FIRST_DAY + Math.floor(draw() * 300) * DAY).toISOString(),
    notes: notes(draw),
  };
}

/** What an offline edit changes on lead `number`: one field, to a value that no fresh lead has. */
export function edit(number) {
  const edits = [
    { stage: 'won' },
    { value_minor: 7_000_000 + number },
    { next_at: '2027-02-01T05:00:00.000Z' },
  ];
  return edits[number % edits.length];
}

/** Whether `row` is lead `number` with these changes and no others. The id is left out: peers call it differently. */
export function isLead(row, number, changes = {}) {
  const expected = { ...lead(number), ...changes };
  return Object.keys(expected).every((column) => column === 'id' || row[column] === expected[column]);
}

function notes(draw) {
  const words = [];
  let length = -1;
  while (length < NOTES_LENGTH) {
    const word = pick(VOCABULARY, draw);
    words.push(word);
    length += word.length + 1;
  }
  return words.join(' ').slice(0, NOTES_LENGTH);
}

function pick(choices, draw) {
  return choices[Math.floor(draw() * choices.length)];
}

function drawer(number) {
  let state = (Math.imul(number + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0;
  return () => {
    state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
    const mixed = Math.imul(state ^ (state >>> 12), 0x297a2d39);
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
  };
}
