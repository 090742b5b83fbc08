import { count, money } from '../../kit';

export const words = {
  title: 'Office and sync',
  alone: {
    lead: 'This desk works by itself. When it joins your office, everything that you do here reaches your other desks, and whoever works with you sees what is theirs to see.',
    kept: 'What you have done so far comes along. Your mail stays on this computer.',
    address: 'Address of the server',
    addressHint: 'Such as crm.example.com',
    invitation: 'Invitation',
    invitationHint: 'Your office gives you one for each desk.',
    how: 'How you prove who you are',
    by: { invitation: 'Invitation', password: 'Name and password', provider: 'Sign-in page' },
    login: 'Name',
    loginHint: 'As you have chosen it at another desk.',
    password: 'Password',
    providerLead: (host: string) => `Your browser opens ${host}. Sign in there, then come back.`,
    join: 'Join the office',
    joinInBrowser: 'Open the sign-in page',
    joining: 'Joining',
    inBrowser: 'Waiting for you to sign in in the browser',
    joined: 'This desk has joined your office',
  },
  backup: {
    title: 'When you are away',
    lead: 'Whoever stands in for you sees your work, so that no customer has to wait.',
    who: 'Stands in for you',
    nobody: 'Nobody',
    done: 'Your stand-in is named',
  },
  account: {
    open: 'Choose a name and a password',
    title: 'Name and password',
    lead: 'With these you join from your other desks, without an invitation.',
    login: 'Name',
    password: 'New password',
    passwordHint: '10 characters or more; a few words are best.',
    before: 'Password of before',
    beforeHint: 'If you have one already.',
    set: 'Save',
    setting: 'Saving',
    cancel: 'Cancel',
    done: 'You can sign in by this name now',
  },
  states: {
    alone: 'On its own',
    reading: 'Reading what is in the office',
    fine: 'Everything has arrived',
    offline: 'The server cannot be reached',
    needs_update: 'This program is too old',
    locked: 'Locked',
    revoked: 'Locked out',
    error: 'Needs attention',
  },
  notes: {
    offline: 'Go on working: everything is kept here and sent as soon as the server answers.',
    revoked: 'Work that had not been sent is still here: export it below, and ask your office.',
  },
  locked: {
    title: 'This desk is locked',
    since: (at: string) =>
      `It has not heard from your office since ${at}. So that nobody reads what belongs to the office on a lost computer, it opens again when the office has answered.`,
    kept: 'What you have done is kept, and sent as soon as the server answers. Connect this computer to the network, or take your unsent work along.',
    again: 'If the server answers and this desk stays locked, sign in again. Nothing of your work is lost.',
  },
  at: 'Server',
  last: 'Last had everything',
  never: 'Not yet',
  records: 'Records from the office',
  syncNow: 'Sync now',
  again: 'This desk can be taken in again with a new invitation. Nothing of your work is lost.',
  waiting: {
    title: 'Waiting to be sent',
    none: 'Nothing waits',
    noneBody: 'Nothing of yours is on its way to the office.',
    takeBack: 'Take back',
    hidden: 'Waits, and is not shown at present:',
  },
  refused: {
    title: 'Did not stand',
    lead: 'The office decided otherwise. Nothing of yours is dropped before you have seen it.',
    redo: 'Make it again',
    discard: 'Discard',
    mine: 'Mine',
    theirs: 'Stands now',
    field: 'Field',
  },
  ask: {
    discard: 'Discard this change?',
    discardBody: 'What you did there is gone for good.',
    takeBack: 'Take this change back?',
    takeBackBody: 'It will not be sent, and what you see here is again as it was before.',
  },
  export: 'Export unsent work',
  badge: {
    waiting: (n: number) => `${count(n)} ${n === 1 ? 'change waits' : 'changes wait'}`,
    unread: (n: number) => `${count(n)} ${n === 1 ? 'change' : 'changes'} did not stand`,
    offline: 'Office offline',
    fine: 'In step with the office',
    reading: 'Reading from the office',
    error: 'Office needs attention',
  },
};

type Input = Readonly<Record<string, unknown>>;

/** What a change was about, in its author's words. */
const SENTENCES: Readonly<Record<string, (input: Input) => string>> = {
  'enquiries.open': (input) => `Opened the enquiry “${text(input, 'title')}”`,
  'enquiries.advance': (input) => `Moved an enquiry to “${plain(text(input, 'to'))}”`,
  'enquiries.place': () => 'Moved a card up or down in its column',
  'enquiries.edit': () => 'Changed an enquiry',
  'enquiries.assign': () => 'Gave an enquiry to somebody else',
  'enquiries.note': (input) => `Noted “${text(input, 'text')}”`,
  'enquiries.attach_mail': () => 'Put a mail on an enquiry',
  'enquiries.close_track': () => 'Closed a track of an enquiry',
  'enquiries.extend': () => 'Kept an enquiry open for longer',
  'enquiries.flag_stale': () => 'Flagged an enquiry that stood still',
  'enquiries.record_sent': () => 'Logged a mail that was sent',
  'followups.fire': () => 'Made the next step of a sequence',
  'followups.report': () => 'Logged how a step of a sequence ended',
  'followups.complete': () => 'Completed a task',
  'followups.snooze': () => 'Put a task off',
  'followups.remind': (input) => `Set the reminder “${text(input, 'title')}”`,
  'followups.pause': () => 'Paused a sequence',
  'followups.resume': () => 'Resumed a sequence',
  'followups.stop': () => 'Stopped a sequence',
  'followups.release': () => 'Let a step of a sequence go out',
  'followups.configure': () => 'Changed the sequences',
  'preleads.take': (input) => `Took in the pre-lead ${text(input, 'address')}`.trim(),
  'preleads.validate': () => 'Validated a pre-lead',
  'preleads.advance': () => 'Moved a pre-lead',
  'masters.add_company': (input) => `Added the company “${text(input, 'name')}”`,
  'masters.add_contact': (input) => `Added the contact “${text(input, 'name')}”`,
  'masters.add_point': (input) => `Added ${text(input, 'value')} to a contact`,
  'masters.prefer_point': (input) => `Put ${text(input, 'value')} first`,
  'masters.retire_point': (input) => `Noted that ${text(input, 'value')} is no longer theirs`,
  'masters.set_price': () => 'Set a list price',
  'files.attach': (input) => `Attached ${text(input, 'name')}`,
  'files.detach': () => 'Removed a file',
  'quotations.draft': () => 'Began a quotation',
  'quotations.save': () => 'Saved a quotation',
  'quotations.settle': () => 'Chose between two copies of a quotation',
  'quotations.approve': () => 'Approved a quotation',
  'quotations.send': (input) => `Asked for the number of a quotation of ${minor(input, 'total_minor')}`,
  'quotations.revise': () => 'Began a revision of a quotation',
  'quotations.negotiate': () => 'Noted that a quotation is bargained over',
  'quotations.accept': (input) => `Won a quotation with their order ${text(input, 'po_number')}`,
  'quotations.decline': (input) => `Lost a quotation: ${text(input, 'reason')}`,
  'quotations.expire': () => 'Noted that a quotation expired',
  'orders.place': (input) => `Placed an order of ${minor(input, 'total_minor')}`,
  'masters.import': () => 'Imported companies, contacts and products',
  'people.name_backup': () => 'Said who stands in',
  'people.join': (input) =>
    text(input, 'name') ? `Introduced ${text(input, 'name')}` : 'Corrected an entry',
  'people.set_territory': (input) => `Drew the territory “${text(input, 'name')}”`,
  'people.cover': (input) => `Said who covers “${text(input, 'territory')}”`,
  'desk.undo': () => 'Undid something',
  'desk.set_calendar': () => 'Changed working hours and holidays',
};

export function sentence(command: string, input: unknown): string {
  const said = SENTENCES[command];
  const known = typeof input === 'object' && input !== null ? (input as Input) : {};
  return said ? said(known) : plain(command.replace('.', ': '));
}

function text(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'string' ? value : '';
}

/** An amount in minor units, as people read it; the office reckons in rupees. */
function minor(input: Input, name: string): string {
  const value = input[name];
  return typeof value === 'number' ? money(value, 'INR') : '';
}

/** `make_quote` as people read it. */
function plain(key: string): string {
  const said = key.replaceAll('_', ' ');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

export interface Difference {
  field: string;
  mine: string;
  theirs: string;
  isOther: boolean;
}

/** Two states side by side: every field that either names, those that differ first. */
export function differences(mine: unknown, theirs: unknown): Difference[] {
  const one = fields(mine);
  const other = fields(theirs);
  const names = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const rows = names.map((name) => {
    const [ours, stands] = [shown(one[name]), shown(other[name])];
    return { field: plain(name), mine: ours, theirs: stands, isOther: ours !== stands };
  });
  return rows.sort((a, b) => Number(b.isOther) - Number(a.isOther));
}

function fields(of: unknown): Input {
  return typeof of === 'object' && of !== null && !Array.isArray(of) ? (of as Input) : { value: of };
}

function shown(value: unknown): string {
  if (value === null || value === undefined) return '–';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A pairing text holds an address and an invitation; pasted into either field it fills both. */
export function pairing(pasted: string): { address: string; invitation: string } | null {
  const parts = pasted.trim().split(/\s+/);
  const address = parts.find((part) => /^https?:\/\//.test(part));
  const invitation = parts.find((part) => /^i[0-9a-f]{32}-\d+\.[0-9a-f]{64}$/.test(part));
  return address && invitation ? { address, invitation } : null;
}
