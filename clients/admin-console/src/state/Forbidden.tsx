import {
  Button,
  EmptyState,
  EmptyStateActions,
  EmptyStateBody,
  EmptyStateFooter,
} from '@patternfly/react-core';
import LockIcon from '@patternfly/react-icons/dist/esm/icons/lock-icon';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useRoles, useSessionState } from '../session/SessionContext';

/** A page that a service does not open for this person: why, whom to ask, and where to go. */
export function Forbidden() {
  const { t } = useTranslation();
  const state = useSessionState();
  const navigate = useNavigate();
  const named = useRoles()
    .map((role) => t(`role.${role}`))
    .join(', ');
  const name = state.kind === 'signed-in' ? state.username : '';
  return (
    <EmptyState titleText={t('forbidden.title')} headingLevel="h2" icon={LockIcon}>
      <EmptyStateBody>
        {t('forbidden.body', { name, roles: named === '' ? t('role.none') : named })}
      </EmptyStateBody>
      <EmptyStateFooter>
        <EmptyStateActions>
          <Button variant="secondary" onClick={() => void navigate('/account')}>
            {t('forbidden.account')}
          </Button>
        </EmptyStateActions>
      </EmptyStateFooter>
    </EmptyState>
  );
}
