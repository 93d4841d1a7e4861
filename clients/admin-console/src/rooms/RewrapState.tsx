import { Progress } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { whole } from '../measure/amounts';
import type { RoomUsage } from './usage';

/** How far the files' keys are wrapped under the newest epoch. */
export function RewrapState({ usage }: { usage: RoomUsage | null | undefined }) {
  const { t, i18n } = useTranslation();
  const rewrap = usage?.rewrap;
  if (rewrap === null || rewrap === undefined || rewrap.done >= rewrap.total) {
    return t('rooms.rewrapNone');
  }
  const label = t('rooms.rewrapOf', {
    done: whole(rewrap.done, i18n.language),
    total: whole(rewrap.total, i18n.language),
  });
  return (
    <Progress
      aria-label={t('rooms.rewrap')}
      value={rewrap.done}
      max={rewrap.total}
      label={label}
      valueText={label}
      size="sm"
    />
  );
}
