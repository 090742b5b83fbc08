import { describe, expect, it } from 'vitest';
import {
  count,
  date,
  dateTime,
  dayAfter,
  dayHeading,
  fileSize,
  initials,
  instantOn,
  money,
  moneyShort,
  parseMoney,
  parseSpan,
  when,
} from './format';

const INDIA = 'Asia/Kolkata';
// Sunday 22 November 2026, 11:00 in India.
const NOW = Date.parse('2026-11-22T05:30:00Z');

describe('money', () => {
  it('groups rupees in lakhs and crores and drops whole paise', () => {
    expect(money(12_345_678_90, 'INR')).toBe('₹1,23,45,678.90');
    expect(money(1_00_000_00, 'INR')).toBe('₹1,00,000');
    expect(money(99_900, 'INR')).toBe('₹999');
    expect(money(5, 'INR')).toBe('₹0.05');
  });
  it('groups other currencies in threes', () => {
    expect(money(123_456_789, 'USD')).toBe('$1,234,567.89');
    expect(money(100_000, 'AED')).toBe('AED 1,000');
  });
  it('puts the minus before the sign', () => {
    expect(money(-12_34_500, 'INR')).toBe('−₹12,345');
  });
  it('shortens to lakh and crore, never to K', () => {
    expect(moneyShort(45_000_00, 'INR')).toBe('₹45,000');
    expect(moneyShort(4_50_000_00, 'INR')).toBe('₹4.5 L');
    expect(moneyShort(1_25_00_000_00, 'INR')).toBe('₹1.25 Cr');
    expect(moneyShort(120_50_00_000_00, 'INR')).toBe('₹121 Cr');
    expect(moneyShort(1_200_000_00, 'USD')).toBe('$1.2 M');
  });
  it('reads what people type', () => {
    expect(parseMoney('1,25,000.50')).toBe(125_000_50);
    expect(parseMoney('₹ 4.5 L')).toBe(450_000_00);
    expect(parseMoney('2cr')).toBe(2_00_00_000_00);
    expect(parseMoney('Rs. 185')).toBe(185_00);
    expect(parseMoney('about five')).toBeNull();
    expect(parseMoney('')).toBeNull();
  });
});

describe('counts and sizes', () => {
  it('groups counts the Indian way', () => {
    expect(count(50_000)).toBe('50,000');
    expect(count(1_234_567)).toBe('12,34,567');
  });
  it('says sizes in the nearest unit', () => {
    expect(fileSize(850)).toBe('850 B');
    expect(fileSize(248_320)).toBe('248 kB');
    expect(fileSize(3_400_000)).toBe('3.4 MB');
  });
});

describe('dates', () => {
  it('shows a list time by how far away it is', () => {
    expect(when('2026-11-22T03:35:00Z', INDIA, NOW)).toBe('09:05');
    expect(when('2026-11-21T18:00:00Z', INDIA, NOW)).toBe('Yesterday');
    expect(when('2026-11-18T08:00:00Z', INDIA, NOW)).toBe('Wed 13:30');
    expect(when('2026-11-01T08:00:00Z', INDIA, NOW)).toBe('1 Nov');
    expect(when('2025-11-01T08:00:00Z', INDIA, NOW)).toBe('1 Nov 2025');
    expect(when('2026-11-23T04:30:00Z', INDIA, NOW)).toBe('Tomorrow 10:00');
  });
  it('counts days on the wall of the zone, not in UTC', () => {
    // 20:00 UTC on the 21st is already the 22nd in India.
    expect(when('2026-11-21T20:00:00Z', INDIA, NOW)).toBe('01:30');
    expect(dayHeading('2026-11-21T20:00:00Z', INDIA, NOW)).toBe('Today');
  });
  it('takes a plain day as that day in every zone', () => {
    expect(date('2026-12-15', 'America/Los_Angeles', NOW)).toBe('15 Dec');
    expect(date('2026-12-15', INDIA, NOW)).toBe('15 Dec');
  });
  it('writes an instant in full', () => {
    expect(dateTime('2026-11-23T04:30:00Z', INDIA, NOW)).toBe('Mon, 23 Nov, 10:00');
  });
  it('says nothing of what is not a date', () => {
    expect(when('soon', INDIA, NOW)).toBe('');
    expect(date('', INDIA, NOW)).toBe('');
  });
  it('finds the instant for a wall time, also across a summer-time change', () => {
    expect(instantOn('2026-11-23', '10:00', INDIA)).toBe('2026-11-23T04:30:00.000Z');
    expect(instantOn('2026-07-01', '10:00', 'Europe/London')).toBe('2026-07-01T09:00:00.000Z');
  });
  it('adds days over the end of a month', () => {
    expect(dayAfter(NOW, INDIA, 10)).toBe('2026-12-02');
  });
});

describe('initials', () => {
  it('takes the first letter of the first and last word', () => {
    expect(initials('Gujarat Paints & Pigments')).toBe('GP');
    expect(initials('asha')).toBe('A');
    expect(initials('')).toBe('?');
  });
  it('takes no letter of Devanagari apart', () => {
    expect(initials('जिंक ऑक्साइड')).toBe('जिंऑ');
  });
});

describe('a span', () => {
  it('is read as it is typed', () => {
    expect(['3:20', '45 s', '3 min', '3', '0:05'].map(parseSpan)).toEqual([200, 45, 180, 180, 5]);
    expect(['', 'long', '3:75', '-2'].map(parseSpan)).toEqual([null, null, null, null]);
  });
});
