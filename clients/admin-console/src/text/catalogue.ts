import i18next, { type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import de from './de';
import en from './en';

export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

export function asLanguage(text: string): Language {
  return LANGUAGES.find((l) => text.toLowerCase().startsWith(l)) ?? 'en';
}

/** The first language of the person's browser that there is a catalogue for. */
export function preferredLanguage(wanted: readonly string[]): Language {
  const known = wanted.find((w) => LANGUAGES.some((l) => w.toLowerCase().startsWith(l)));
  return asLanguage(known ?? 'en');
}

/** A key that is missing is a fault and shows as one; no other language is put in its place. */
export function createCatalogue(language: Language): i18n {
  const catalogue = i18next.createInstance();
  void catalogue.use(initReactI18next).init({
    lng: language,
    fallbackLng: false,
    resources: { en: { translation: en }, de: { translation: de } },
    // React escapes.
    interpolation: { escapeValue: false },
    initAsync: false,
    showSupportNotice: false,
  });
  return catalogue;
}
