import { Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';

const STATUS = {
  unconfirmed: 'warning',
  open: 'info',
  fulfilled: 'success',
  rejected: 'danger',
  withdrawn: 'custom',
  lapsed: 'custom',
} as const;

function isKnown(state: string): state is keyof typeof STATUS {
  return Object.hasOwn(STATUS, state);
}

/** Where a request stands, by the service's word. */
export function RequestState({ state }: { state: string }) {
  const { t } = useTranslation();
  return isKnown(state) ? (
    <Label isCompact status={STATUS[state]}>
      {t(`proposals.state.${state}`)}
    </Label>
  ) : (
    <Label isCompact>{state}</Label>
  );
}
