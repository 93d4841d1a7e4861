import { Label } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';

const STATUS = { active: 'success', disabled: 'warning', deleted: 'danger' } as const;

function isKnown(state: string): state is keyof typeof STATUS {
  return Object.hasOwn(STATUS, state);
}

/** Whether somebody may sign in, as the sign-on says. */
export function StateLabel({ state }: { state: string }) {
  const { t } = useTranslation();
  return isKnown(state) ? (
    <Label isCompact status={STATUS[state]}>
      {t(`people.state.${state}`)}
    </Label>
  ) : (
    <Label isCompact>{state}</Label>
  );
}
