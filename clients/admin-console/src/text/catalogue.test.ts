import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { REASONS } from '../api/problem';
import { asLanguage, createCatalogue, LANGUAGES, preferredLanguage } from './catalogue';
import de from './de';
import en from './en';

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]): [string, string][] =>
      typeof value === 'string'
        ? [[prefix + key, value]]
        : [...flat(value, `${prefix}${key}.`).entries()],
    ),
  );
}

const ENGLISH = flat(en);
const GERMAN = flat(de);

function placeholders(text: string | undefined): string[] {
  return [...(text ?? '').matchAll(/\{\{(\w+)\}\}/g)].map((m) => m[1] ?? '').sort();
}

describe('the catalogues', () => {
  it('bothLanguages_haveTheSameKeys', () => {
    expect([...GERMAN.keys()].sort()).toEqual([...ENGLISH.keys()].sort());
  });

  it('everyText_isThereAndTakesTheSameValues', () => {
    for (const [key, text] of ENGLISH) {
      expect(text.trim(), key).not.toBe('');
      expect(GERMAN.get(key)?.trim(), key).not.toBe('');
      expect(placeholders(GERMAN.get(key)), key).toEqual(placeholders(text));
    }
  });

  it('everyReason_isExplained', () => {
    expect(Object.keys(en.problem).sort()).toEqual([...REASONS].sort());
  });

  it('everyEventOfThePlatform_hasWords', () => {
    const schemas = readdirSync('../../services/events/src/main/resources/dev/strongroom/events')
      .filter((file) => file.endsWith('.schema.json'))
      .map((file) => file.replace('.schema.json', ''))
      .filter((type) => type !== 'CloudEvent');
    expect(schemas.length).toBeGreaterThan(5);
    expect(Object.keys(en.audit.type)).toEqual(expect.arrayContaining(schemas));
  });

  it('missingKey_isNotTakenFromAnotherLanguage', async () => {
    const catalogue = createCatalogue('de');
    expect(catalogue.t('audit.older')).toBe('Ältere');
    await catalogue.changeLanguage('en');
    expect(catalogue.t('audit.older')).toBe('Older');
    expect(catalogue.options.fallbackLng).toEqual(false);
  });
});

describe('the language', () => {
  it('wanted_isTheFirstThatThereIs', () => {
    expect(preferredLanguage(['fr-FR', 'de-AT', 'en'])).toBe('de');
    expect(preferredLanguage(['fr-FR'])).toBe('en');
    expect(preferredLanguage([])).toBe('en');
    expect(LANGUAGES.map(asLanguage)).toEqual([...LANGUAGES]);
  });
});
