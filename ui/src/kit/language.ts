// The language of the window. Each folder has its words in English and, where somebody has written them, in another
// language; the type of the English ones says what a translation has to hold.

export type Language = 'en' | 'hi';
export const LANGUAGES: readonly Language[] = ['en', 'hi'];

const KEPT = 'pebble.language';

function kept(): Language {
  try {
    return LANGUAGES.find((each) => each === localStorage.getItem(KEPT)) ?? 'en';
  } catch {
    return 'en';
  }
}

/** Chosen when the window opens, and the same for as long as it is open. */
export const language: Language = kept();

/** Chooses another language; the window opens anew in it. */
export function chooseLanguage(next: Language): void {
  localStorage.setItem(KEPT, next);
  location.reload();
}

/** Words of the same shape in any language. */
export type Words<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Key in keyof T]: Words<T[Key]> };

/** A translation by sections: what is left out is English. Within a section every word has to be there. */
export type Sections<T> = { readonly [Key in keyof T]?: Words<T[Key]> };

/** The words of a folder in the language of the window. What nobody has translated stays English. */
export function pick<const T extends object>(en: T, hi: Sections<T>): Words<T> {
  return { ...(en as unknown as Words<T>), ...(language === 'hi' ? hi : {}) };
}

const rules = new Intl.PluralRules(language === 'hi' ? 'hi-IN' : 'en-IN');

/** The form that goes with a number: `1 mail`, `2 mails`. */
export function plural(n: number, one: string, other: string): string {
  return rules.select(n) === 'one' ? one : other;
}
