import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import * as format from './format';

export interface Format {
  zone: string;
  /** The host's present moment in milliseconds, to the minute. */
  now: number;
  when: (instant: string) => string;
  time: (instant: string) => string;
  date: (value: string) => string;
  dateTime: (instant: string) => string;
  dayHeading: (value: string) => string;
  dayAfter: (days: number) => string;
}

const MINUTE = 60_000;

function bind(zone: string, now: number): Format {
  return {
    zone,
    now,
    when: (instant) => format.when(instant, zone, now),
    time: (instant) => format.time(instant, zone),
    date: (value) => format.date(value, zone, now),
    dateTime: (instant) => format.dateTime(instant, zone, now),
    dayHeading: (value) => format.dayHeading(value, zone, now),
    dayAfter: (days) => format.dayAfter(now, zone, days),
  };
}

const Context = createContext<Format>(bind('UTC', 0));

/** Dates as seen from one zone, by the host's clock rather than the webview's. */
export function FormatProvider(props: { zone: string; hostNow: number; children: ReactNode }) {
  const { zone, hostNow, children } = props;
  const [now, setNow] = useState(hostNow);
  useEffect(() => {
    const drift = hostNow - Date.now();
    const tick = () => setNow(Math.floor((Date.now() + drift) / MINUTE) * MINUTE);
    tick();
    const timer = setInterval(tick, MINUTE / 2);
    return () => clearInterval(timer);
  }, [hostNow]);
  const bound = useMemo(() => bind(zone, now), [zone, now]);
  return <Context value={bound}>{children}</Context>;
}

export function useFormat(): Format {
  return useContext(Context);
}
