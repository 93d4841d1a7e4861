import { Content } from '@patternfly/react-core';
import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { Timeline } from '../timeline/Timeline';
import type { Generation } from './queries';

const CAUSES = ['first', 'rotation', 'compromise', 'reset'] as const;

function causeName(t: TFunction, cause: string): string {
  const known = CAUSES.find((candidate) => candidate === cause.toLowerCase());
  return known === undefined ? cause : t(`people.cause.${known}`);
}

/** Somebody's keys, generation by generation, newest first: public statements in the log. */
export function GenerationList({ generations }: { generations: readonly Generation[] }) {
  const { t } = useTranslation();
  if (generations.length === 0) {
    return <Content component="p">{t('people.generationsNone')}</Content>;
  }
  const newestFirst = [...generations].sort((a, b) => b.generation - a.generation);
  return (
    <Timeline
      name={t('people.generations')}
      entries={newestFirst.map((generation) => ({
        key: String(generation.generation),
        at: generation.at,
        title: `${t('people.generation', { generation: generation.generation })}: ${causeName(t, generation.cause)}`,
        body: (
          <>
            {t('people.fingerprint')} <code>{generation.fingerprint}</code>
            <br />
            {t('people.logIndex', { index: generation.logIndex })}
          </>
        ),
      }))}
    />
  );
}
