import { DescriptionList, Label, LabelGroup } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useSessionState } from '../session/SessionContext';
import { OverviewCard } from './OverviewCard';
import { useMe } from './queries';
import { Term } from '../app/Term';

/** Who the services say that this is, and the roles that his token bears. */
export function YouCard() {
  const { t } = useTranslation();
  const state = useSessionState();
  const roles = state.kind === 'signed-in' ? state.roles : [];
  return (
    <OverviewCard title={t('overview.you.title')} query={useMe()}>
      {(me) => (
        <DescriptionList isCompact>
          <Term name={t('overview.you.username')}>{me.username}</Term>
          <Term name={t('overview.you.email')}>{me.email}</Term>
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
            {me.identities.length === 0
              ? t('overview.you.keysNone')
              : t('overview.you.keysGeneration', { generation: me.identities.length })}
          </Term>
          <Term name={t('overview.you.id')}>
            <code>{me.user}</code>
          </Term>
        </DescriptionList>
      )}
    </OverviewCard>
  );
}
