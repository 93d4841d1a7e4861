import { DescriptionList, Label, LabelGroup } from '@patternfly/react-core';
import type { UseQueryResult } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { AskedSection } from '../app/AskedSection';
import { Term } from '../app/Term';
import { IdTag } from '../ids/IdTag';
import { StateLabel } from '../people/StateLabel';
import { useRoles } from '../session/SessionContext';
import type { Account } from './queries';

/** Who the services say that this is, and the roles that his token bears. */
export function YouCard({ account }: { account: UseQueryResult<Account> }) {
  const { t } = useTranslation();
  const roles = useRoles();
  return (
    <AskedSection title={t('overview.you.title')} query={account}>
      {(mine) => (
        <DescriptionList isCompact>
          <Term name={t('overview.you.username')}>{mine.username}</Term>
          <Term name={t('overview.you.email')}>{mine.email === '' ? '–' : mine.email}</Term>
          <Term name={t('people.column.state')}>
            <StateLabel state={mine.state} />
          </Term>
          <Term name={t('overview.you.roles')}>
            {roles.length === 0 ? (
              t('role.none')
            ) : (
              <LabelGroup aria-label={t('overview.you.roles')}>
                {roles.map((role) => (
                  <Label key={role} isCompact>
                    {t(`role.${role}`)}
                  </Label>
                ))}
              </LabelGroup>
            )}
          </Term>
          <Term name={t('overview.you.keys')}>
            {mine.generations.length === 0
              ? t('overview.you.keysNone')
              : t('overview.you.keysGeneration', {
                  generation: Math.max(...mine.generations.map((g) => g.generation)),
                })}
          </Term>
          <Term name={t('overview.you.id')}>
            <IdTag id={mine.user} />
          </Term>
        </DescriptionList>
      )}
    </AskedSection>
  );
}
