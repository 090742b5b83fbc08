// Money, quantities and dates as people in India write them. Pure: the zone and the present moment are arguments,
// and nothing is left to a webview's own taste, so every engine prints the same characters.
import { words } from './messages';

const SIGNS: Readonly<Record<string, string>> = { INR: '₹', USD: '$', EUR: '€', GBP: '£' };
const LAKH = 100_000;
const CRORE = 10_000_000;
const DAY_MS = 86_400_000;

/** Groups digits the Indian way (12,34,567) or in threes. */
export function group(digits: string, isIndian: boolean): string {
  if (digits.length <= 3) return digits;
  const head = digits.slice(0, -3);
  const step = isIndian ? /\B(?=(\d{2})+$)/g : /\B(?=(\d{3})+$)/g;
  return `${head.replace(step, ',')},${digits.slice(-3)}`;
}

/** Money in full: `₹1,23,456.50`; whole amounts drop the paise. Minor units are always hundredths. */
export function money(minor: number, currency: string): string {
  const isNegative = minor < 0;
  const whole = Math.trunc(Math.abs(minor) / 100);
  const part = Math.abs(minor) % 100;
  const text = group(String(whole), currency === 'INR');
  const cents = part === 0 ? '' : `.${String(part).padStart(2, '0')}`;
  return `${isNegative ? '−' : ''}${sign(currency)}${text}${cents}`;
}

/** Money for a card: `₹45,000`, `₹4.5 L`, `₹1.25 Cr`; other currencies `$1.2 M`. */
export function moneyShort(minor: number, currency: string): string {
  const amount = Math.abs(minor) / 100;
  const lead = `${minor < 0 ? '−' : ''}${sign(currency)}`;
  if (currency === 'INR') {
    if (amount >= CRORE) return `${lead}${trimmed(amount / CRORE)} ${words.crore}`;
    if (amount >= LAKH) return `${lead}${trimmed(amount / LAKH)} ${words.lakh}`;
  } else if (amount >= 1_000_000) {
    return `${lead}${trimmed(amount / 1_000_000)} ${words.million}`;
  }
  return `${lead}${group(String(Math.round(amount)), currency === 'INR')}`;
}

/** A count with Indian grouping. */
export function count(value: number): string {
  return `${value < 0 ? '−' : ''}${group(String(Math.abs(Math.trunc(value))), true)}`;
}

/** Reads what a person types as money (`1,25,000.50`, `4.5 L`, `2cr`) into minor units; null when it is none. */
export function parseMoney(text: string): number | null {
  const match = /^\s*(?:₹|rs\.?|inr)?\s*([\d,]+(?:\.\d+)?)\s*(l|lakhs?|lacs?|cr|crores?|k)?\s*$/i.exec(text);
  const digits = match?.[1]?.replaceAll(',', '');
  if (!digits) return null;
  const unit = match?.[2]?.toLowerCase() ?? '';
  const factor = unit.startsWith('l') ? LAKH : unit.startsWith('c') ? CRORE : unit === 'k' ? 1000 : 1;
  return Math.round(Number(digits) * factor * 100);
}

/** Reads how long something took (`3:20`, `45 s`, `3 min`, `3`) into seconds; a bare number is minutes. Null when it is none. */
export function parseSpan(text: string): number | null {
  const clock = /^\s*(\d{1,3}):([0-5]?\d)\s*$/.exec(text);
  if (clock) return Number(clock[1]) * 60 + Number(clock[2]);
  const match = /^\s*(\d{1,5})\s*(s|sec|secs|seconds|m|min|mins|minutes)?\s*$/i.exec(text);
  if (!match) return null;
  return Number(match[1]) * (match[2]?.toLowerCase().startsWith('s') ? 1 : 60);
}

export interface Moment {
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
}

/** The zone of this computer: for what is said before a desk is open. */
export const systemZone = (): string => new Intl.DateTimeFormat().resolvedOptions().timeZone;

const clocks = new Map<string, Intl.DateTimeFormat>();

/** An instant on the wall of a zone. */
export function onWall(instant: string | number, zone: string): Moment | null {
  const at = typeof instant === 'number' ? instant : Date.parse(instant);
  if (Number.isNaN(at)) return null;
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-GB', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      hourCycle: 'h23',
    });
    clocks.set(zone, clock);
  }
  const found: Record<string, number> = {};
  for (const part of clock.formatToParts(at)) found[part.type] = Number(part.value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0 } = found;
  return { year, month, day, hour, minute, weekday: new Date(Date.UTC(year, month - 1, day)).getUTCDay() };
}

/** `14:05`. */
export function time(instant: string, zone: string): string {
  const wall = onWall(instant, zone);
  return wall ? clockText(wall) : '';
}

/** `12 Nov 2026`; the year is dropped when it is this one. Takes an instant or a day. */
export function date(value: string, zone: string, now: number): string {
  const wall = wallOf(value, zone);
  if (!wall) return '';
  const today = onWall(now, zone);
  const year = today?.year === wall.year ? '' : ` ${wall.year}`;
  return `${wall.day} ${words.months[wall.month - 1]}${year}`;
}

/** `Thu, 12 Nov, 14:05`. */
export function dateTime(instant: string, zone: string, now: number): string {
  const wall = onWall(instant, zone);
  return wall ? `${words.weekdays[wall.weekday]}, ${date(instant, zone, now)}, ${clockText(wall)}` : '';
}

/** For a list: `14:05` today, `Yesterday`, `Mon 14:05` within the week, else the date. */
export function when(instant: string, zone: string, now: number): string {
  const wall = onWall(instant, zone);
  const today = onWall(now, zone);
  if (!wall || !today) return '';
  const apart = dayNumber(today) - dayNumber(wall);
  if (apart === 0) return clockText(wall);
  if (apart === 1) return words.yesterday;
  if (apart > 1 && apart < 7) return `${words.weekdays[wall.weekday]} ${clockText(wall)}`;
  if (apart === -1) return words.tomorrowAt(clockText(wall));
  return date(instant, zone, now);
}

/** For headings in a list: `Today`, `Yesterday`, `Tomorrow`, `Thu, 12 Nov`. */
export function dayHeading(value: string, zone: string, now: number): string {
  const wall = wallOf(value, zone);
  const today = onWall(now, zone);
  if (!wall || !today) return '';
  const apart = dayNumber(today) - dayNumber(wall);
  if (apart === 0) return words.today;
  if (apart === 1) return words.yesterday;
  if (apart === -1) return words.tomorrow;
  return `${words.weekdays[wall.weekday]}, ${date(value, zone, now)}`;
}

/** The day after some days, as `YYYY-MM-DD`. */
export function dayAfter(now: number, zone: string, days: number): string {
  const wall = onWall(now, zone);
  if (!wall) return '';
  const then = new Date(Date.UTC(wall.year, wall.month - 1, wall.day) + days * DAY_MS);
  return then.toISOString().slice(0, 10);
}

/** `850 B`, `12 kB`, `3.4 MB`. */
export function fileSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${Math.round(bytes / 1000)} kB`;
  return `${trimmed(bytes / 1_000_000)} MB`;
}

/** What a reader takes for one letter: in Devanagari a consonant with its vowel sign. */
const LETTERS = new Intl.Segmenter('en', { granularity: 'grapheme' });

function firstLetter(word: string): string {
  for (const { segment } of LETTERS.segment(word)) return segment;
  return '';
}

/** At most two initials, for an avatar. */
export function initials(name: string): string {
  const words = name
    .replace(/[^\p{L}\p{M}\p{N}\s]/gu, ' ')
    .split(/\s+/)
    .filter(Boolean);
  const last = words.length > 1 ? firstLetter(words.at(-1) ?? '') : '';
  return `${firstLetter(words[0] ?? '?')}${last}`.toUpperCase();
}

function wallOf(value: string, zone: string): Moment | null {
  return /^\d{4}-\d{2}-\d{2}$/.test(value) ? onWall(`${value}T00:00:00Z`, 'UTC') : onWall(value, zone);
}

function dayNumber(wall: Moment): number {
  return Date.UTC(wall.year, wall.month - 1, wall.day) / DAY_MS;
}

function clockText(wall: Moment): string {
  return `${String(wall.hour).padStart(2, '0')}:${String(wall.minute).padStart(2, '0')}`;
}

function sign(currency: string): string {
  return SIGNS[currency] ?? `${currency} `;
}

function trimmed(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return String(Number(value.toFixed(digits)));
}

/** The instant at which a zone's wall shows this day and time. */
export function instantOn(day: string, clock: string, zone: string): string {
  const asUtc = Date.parse(`${day}T${clock}:00Z`);
  const wall = onWall(asUtc, zone);
  if (!wall) return '';
  const shown = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute);
  return new Date(asUtc - (shown - asUtc)).toISOString();
}
