import type { Words } from './language';
import type { English } from './messages';

export const hindi: Words<English> = {
  months: ['जन', 'फ़र', 'मार्च', 'अप्रै', 'मई', 'जून', 'जुल', 'अग', 'सित', 'अक्टू', 'नव', 'दिस'],
  weekdays: ['रवि', 'सोम', 'मंगल', 'बुध', 'गुरु', 'शुक्र', 'शनि'],
  today: 'आज',
  yesterday: 'कल (बीता)',
  tomorrow: 'कल (आने वाला)',
  tomorrowAt: (clock) => `कल ${clock}`,
  crore: 'करोड़',
  lakh: 'लाख',
  million: 'मिलियन',
  optional: 'वैकल्पिक',
};
