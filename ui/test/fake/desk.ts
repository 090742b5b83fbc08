// A desk that answers like the real host, from a few made-up rows: for looking at screens and for unit tests only.
import type {
  Advance,
  AppStatus,
  BoardFilter,
  BoardWindow,
  Card,
  EnquiryDetail,
  MailDetail,
  MailRow,
  Stage,
  TimelineItem,
  TodayRow,
} from '../../src/bridge/contract';
import { ago, DAY, HOUR, NOW, pick } from './clock';
import { HOURS, makeCards, PLAN, PRELEAD_STAGES, PRELEADS, SEQUENCES, todayRow, UNREADABLE } from './plans';
import { COMPANIES, labelOf, MAILS, NAMES, PAPER, pageOf, STAGES } from './stock';

export class Desk {
  readonly columns: Map<string, Card[]>;
  readonly mails: MailRow[];
  today: TodayRow[];
  done = 3;
  isSignedIn = true;
  onChange: (topics: string[]) => void = () => {};

  constructor(cards = 240, mails = 620) {
    this.columns = makeCards(cards);
    this.mails = Array.from({ length: mails }, (_, i) => this.mailRow(i));
    this.today = Array.from({ length: 17 }, (_, i) => todayRow(i));
  }

  private mailRow(i: number): MailRow {
    const mail = pick(MAILS, i);
    const name = pick(NAMES, i * 5);
    const company = pick(COMPANIES, i * 3);
    return {
      id: `m${i}`,
      subject: mail.subject,
      from: {
        name,
        address: `${name.split(' ')[0]?.toLowerCase()}@${company.split(' ')[0]?.toLowerCase()}.example`,
      },
      preview: mail.body.slice(0, 140),
      received_at: ago(i * 47 * 60_000),
      is_read: i > 4 && i % 9 !== 0,
      has_attachments: i % 4 === 1,
      intent: mail.intent,
      confidence: mail.confidence,
      disposition: mail.disposition,
      enquiry_id: mail.disposition === 'linked' ? `e${i % 30}` : null,
      prelead_id: mail.disposition === 'prelead' ? 'p1' : null,
      reason: mail.reasons[0] ?? '',
      is_outgoing: mail.disposition === 'sent',
      company: i % 3 === 0 ? null : company,
      company_id: i % 3 === 0 ? null : `c${i % 12}`,
      mail_ref: `m${i}`,
      is_corrected: i % 23 === 3,
      mails: 1 + (i % 3),
      unread: i > 4 && i % 9 !== 0 ? 0 : 1,
      snoozed_until: null,
      is_back: i === 7,
    };
  }

  answer(cmd: string, input: unknown): unknown {
    const queries: Record<string, (input: never) => unknown> = {
      'app.status': () => this.status(),
      'email.list': (asked: { folder: string; query: string | null; offset: number; limit: number }) => {
        const rows = this.mails.filter(
          (mail) =>
            (asked.folder === 'all' ||
              (asked.folder === 'inbox' && mail.disposition !== 'archived' && mail.disposition !== 'sent') ||
              mail.disposition === asked.folder.replace('preleads', 'prelead')) &&
            (!asked.query ||
              `${mail.subject} ${mail.from.name}`.toLowerCase().includes(asked.query.toLowerCase())),
        );
        const page = rows.slice(asked.offset, asked.offset + asked.limit);
        return { total: rows.length, rows: page, filters: [], troubles: [] };
      },
      'email.detail': ({ id }: { id: string }) => this.mailDetail(id),
      'email.of_record': () => this.mails.slice(0, 1),
      'enquiries.find': (asked: { query: string | null }) => this.find(asked.query),
      'followups.of_enquiry': () => PLAN,
      'preleads.stages': () => PRELEAD_STAGES,
      'email.unreadable': () => UNREADABLE,
      'board.columns': (filter: BoardFilter) =>
        STAGES.map(({ key, label, kind }) => {
          const cards = this.cards(key, filter);
          const value = cards.reduce((sum, card) => sum + (card.value_minor ?? 0), 0);
          return { key, label, kind, count: cards.length, value_minor: value, currency: 'INR' };
        }),
      'board.window': (asked: BoardWindow) => {
        const cards = this.cards(asked.column, asked.filter);
        return { cards: cards.slice(asked.offset, asked.offset + asked.limit) };
      },
      'board.views': () => ({ views: [], first: null }),
      'enquiries.stages': () => STAGES,
      'enquiries.detail': (id: string) => this.record(id),
      'followups.today': () => ({
        missed: this.today.filter((row) => row.is_overdue),
        rows: this.today.filter((row) => !row.is_overdue),
        done_today: this.done,
        more: 0,
      }),
      'followups.sequences': () => SEQUENCES,
      'preleads.list': (asked: { is_turned_away?: boolean }) => (asked.is_turned_away ? [] : PRELEADS),
      'masters.companies': (asked: string) =>
        COMPANIES.filter((name) => name.toLowerCase().includes(asked.toLowerCase())).map((name, i) => ({
          id: `c${i}`,
          name,
          domain: `${name.split(' ')[0]?.toLowerCase()}.example`,
          city: pick(['Mumbai', 'Ahmedabad', 'Pune', 'Vadodara'], i),
          is_customer: i % 3 === 0,
        })),
      'desk.calendar': () => HOURS,
    };
    const query = queries[cmd];
    return query ? query(input as never) : this.tell(cmd, input as never);
  }

  private tell(cmd: string, input: never): unknown {
    const commands: Record<string, (input: never) => unknown> = {
      'enquiries.advance': (wish: Advance) => this.advance(wish),
      'enquiries.place': (wish: { id: string; after: string | null; before: string | null }) => {
        for (const cards of this.columns.values()) {
          const card = cards.find((each) => each.id === wish.id);
          if (card) this.put(cards, card, wish.after, wish.before);
        }
      },
      'email.archive': ({ id }: { id: string }) => this.settle(id, 'archived'),
      'email.unarchive': ({ id }: { id: string }) => this.settle(id, 'pending'),
      'email.accept': ({ id }: { id: string }) => this.settle(id, 'linked'),
      'email.link': ({ id }: { id: string }) => this.settle(id, 'linked'),
      'email.mark_many': ({ ids, is_read }: { ids: string[]; is_read: boolean }) => {
        for (const mail of this.mails) if (ids.includes(mail.id)) mail.is_read = is_read;
      },
      'email.correct': ({ id, intent }: { id: string; intent: MailRow['intent'] }) => {
        const mail = this.mails.find((each) => each.id === id);
        if (mail) Object.assign(mail, { intent, is_corrected: true });
      },
      'followups.complete': ({ task_id }: { task_id: string }) => {
        this.today = this.today.filter((row) => row.task_id !== task_id);
        this.done += 1;
      },
      'followups.snooze': ({ task_id }: { task_id: string }) => {
        this.today = this.today.filter((row) => row.task_id !== task_id);
      },
      'app.sign_out': () => {
        this.isSignedIn = false;
      },
      'app.sign_in': () => {
        this.isSignedIn = true;
      },
    };
    const result = commands[cmd]?.(input) ?? null;
    this.onChange(['message', 'card', 'enquiry', 'task', 'mailbox']);
    return result;
  }

  private settle(id: string, disposition: MailRow['disposition']): void {
    const mail = this.mails.find((each) => each.id === id);
    if (mail) mail.disposition = disposition;
  }

  private cards(column: string, filter: BoardFilter): Card[] {
    const cards = this.columns.get(column) ?? [];
    if (filter.priority === null && !filter.query) return cards;
    const query = filter.query?.toLowerCase() ?? '';
    return cards.filter(
      (card) =>
        (filter.priority === null || card.priority === filter.priority) &&
        `${card.title} ${card.company}`.toLowerCase().includes(query),
    );
  }

  private put(cards: Card[], card: Card, after: string | null, before: string | null): void {
    const at = cards.indexOf(card);
    if (at >= 0) cards.splice(at, 1);
    const below = after === null ? -1 : cards.findIndex((each) => each.id === after) + 1;
    const above = before === null ? -1 : cards.findIndex((each) => each.id === before);
    cards.splice(below > 0 ? below : Math.max(0, above), 0, card);
  }

  private advance({ id, from, to, after, before, fields }: Advance): unknown {
    const stage: Stage | undefined = STAGES.find((each) => each.key === to);
    const cards = this.columns.get(from);
    const card = cards?.find((each) => each.id === id);
    if (!stage || !cards || !card)
      throw { code: 'Conflict', message: 'The card was moved meanwhile', field: null };
    if (!stage.from.includes(from)) {
      throw {
        code: 'Conflict',
        message: `${stage.label} cannot follow ${STAGES.find((each) => each.key === from)?.label}: quote it first.`,
        field: null,
      };
    }
    for (const { field, label, is_optional } of stage.requires) {
      if (!is_optional && fields[field] === undefined)
        throw { code: 'Invalid', message: `${label} is missing`, field };
    }
    cards.splice(cards.indexOf(card), 1);
    card.stage = to;
    const target = this.columns.get(to) ?? [];
    this.put(target, card, after, before);
    return { id, stage: to };
  }

  private status(): AppStatus {
    const of = (disposition: string) => this.mails.filter((mail) => mail.disposition === disposition).length;
    const counts = {
      linked: of('linked'),
      preleads: of('prelead'),
      archived: of('archived'),
      unclassified: of('unclassified'),
      pending: of('pending'),
      sent: of('sent'),
      junk: of('junk'),
      quarantined: 1,
    };
    const total = Object.values(counts).reduce((sum, each) => sum + each, 0);
    return {
      account: this.isSignedIn ? { id: 'u1', address: 'asha@pebble.example', name: 'Asha Rao' } : null,
      sign_in: { state: this.isSignedIn ? 'signed_in' : 'signed_out', reason: null },
      sync: { state: 'idle', message: null, seen: total, hydrated: total, total, last_at: ago(120_000) },
      counts: { ...counts, total },
      waiting_effects: 2,
      is_demo: true,
      now: new Date(NOW).toISOString(),
      approval_link: 'https://login.example/adminconsent',
    };
  }

  private mailDetail(id: string): MailDetail {
    const row = this.mails.find((mail) => mail.id === id);
    if (!row) throw { code: 'Missing', message: `There is no mail ${id}`, field: null };
    const at = this.mails.indexOf(row);
    const mail = pick(MAILS, at);
    return {
      row,
      recipients: [{ name: 'Asha Rao', address: 'asha@pebble.example' }],
      text: mail.body,
      is_pending: false,
      attachments: row.has_attachments ? [PAPER] : [],
      verdict: {
        intent: mail.intent,
        confidence: mail.confidence,
        runners_up: [
          ['chase_followup', 0.11],
          ['technical_query', 0.06],
        ],
        evidence: { sentence: mail.sentence, reasons: mail.reasons },
        entities: mail.entities,
        newest: mail.body,
        absence: mail.intent === 'auto_reply_ooo' ? { returns_on: '2026-11-27' } : null,
        bounce: null,
        is_bulk: mail.intent === 'newsletter_marketing',
      },
      thread: [row, ...this.mails.slice(at + 12, at + 14)],
      is_truncated: false,
      has_pictures: at % 5 === 0,
      shows_pictures: false,
    };
  }

  body(id: string): string {
    return pageOf(pick(MAILS, Number(id.slice(1)) || 0).body);
  }

  private find(query: string | null) {
    const like = query?.toLowerCase() ?? '';
    return [...this.columns.values()]
      .flat()
      .filter((card) => `${card.title} ${card.company}`.toLowerCase().includes(like))
      .slice(0, 8)
      .map(({ id, title, company, stage }) => ({ id, code: id, title, company, stage: labelOf(stage) }));
  }

  private record(id: string): EnquiryDetail {
    const card = [...this.columns.values()].flat().find((each) => each.id === id);
    if (!card) throw { code: 'Missing', message: `There is no enquiry ${id}`, field: null };
    const item = (
      n: number,
      kind: TimelineItem['kind'],
      title: string,
      body: string,
      who: string,
    ): TimelineItem => ({
      id: `t${n}`,
      enquiry_id: id,
      at: n === 0 ? (this.mails[0]?.received_at ?? '') : ago(n * 9 * HOUR),
      kind,
      title,
      body,
      who,
      person_id: null,
      mail_ref: null,
    });
    return {
      enquiry: {
        id,
        code: 'E-7K3QF2',
        company_id: 'c1',
        contact_id: 'k1',
        owner_id: 'u1',
        title: card.title,
        product: 'Zinc oxide',
        quantity: '5',
        unit: 'mt',
        value_minor: card.value_minor,
        currency: card.currency,
        priority: card.priority,
        stage: card.stage,
        stage_since: ago(card.days_here * DAY),
        rank: 'm',
        review_on: null,
        valid_until: null,
        po_number: null,
        reason: null,
        extended_until: null,
        extensions: 0,
        last_activity_at: ago(card.days_idle * DAY),
        touches: 2,
        mail_ref: null,
        created_at: ago(12 * DAY),
        closed_at: null,
      },
      company: {
        id: 'c1',
        name: card.company,
        domain: 'aarti.example',
        gstin: null,
        pan: null,
        cin: null,
        city: 'Mumbai',
        industry: null,
        is_customer: true,
        is_barred: false,
        created_at: ago(90 * DAY),
      },
      contact: {
        id: 'k1',
        company_id: 'c1',
        name: 'Meena Shah',
        email: 'meena@aarti.example',
        phone: '+91 98200 12345',
        role: null,
        bounced_at: null,
      },
      owner: 'Asha Rao',
      tracks: [
        {
          id: 'tr1',
          enquiry_id: id,
          kind: 'samples',
          owner_id: 'u1',
          due_on: '2026-11-25',
          note: '500 g by courier',
          opened_at: ago(3 * DAY),
          closed_at: null,
        },
      ],
      timeline: [
        item(
          0,
          'mail_in',
          'Re: Quotation for zinc oxide',
          'Your price is a little high. Can you do 182 per kg?',
          'Meena Shah',
        ),
        item(2, 'step', 'Sequence paused: the customer answered', '', 'Enquiry cadence'),
        item(
          4,
          'mail_out',
          'Quotation for zinc oxide',
          'Dear Meena, please find our offer attached.',
          'Asha Rao',
        ),
        item(
          5,
          'move',
          'Pending specification → Make quote',
          'Grade confirmed: 99.5 % white seal',
          'Asha Rao',
        ),
        item(8, 'note', 'Note', 'Prefers delivery at Tarapur plant.', 'Asha Rao'),
        item(11, 'mail_in', 'Enquiry for zinc oxide', 'Please quote your best rate for 5 MT.', 'Meena Shah'),
      ],
      moves: STAGES.filter((stage) => stage.from.includes(card.stage)).map((stage) => stage.key),
      flag_on: '2027-01-04',
    };
  }
}
