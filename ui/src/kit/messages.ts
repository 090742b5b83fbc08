import { hindi } from './hindi';
import { pick } from './language';

const english = {
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  weekdays: ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'],
  today: 'Today',
  yesterday: 'Yesterday',
  tomorrow: 'Tomorrow',
  tomorrowAt: (clock: string) => `Tomorrow ${clock}`,
  crore: 'Cr',
  lakh: 'L',
  million: 'M',
  optional: 'optional',
} as const;

export type English = typeof english;
export const words = pick(english, hindi);
