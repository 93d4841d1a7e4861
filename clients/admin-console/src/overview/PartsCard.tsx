import { Card, CardBody, CardTitle, Content, DescriptionList, Label } from '@patternfly/react-core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useSession } from '../session/SessionContext';
import { useSettings } from '../session/SettingsContext';
import { type Part, PARTS, type PartState, probe, probes } from './parts';
import { Term } from '../app/Term';

const EVERY_MS = 15_000;

const STATUS = {
  answers: 'success',
  troubled: 'warning',
  away: 'danger',
} as const satisfies Record<PartState, string>;

export function PartsCard() {
  const { t } = useTranslation();
  return (
    <Card component="section">
      <CardTitle component="h2">{t('overview.parts.title')}</CardTitle>
      <CardBody>
        <DescriptionList isCompact isHorizontal aria-live="polite">
          {PARTS.map((part) => (
            <Term key={part} name={t(`overview.parts.${part}`)}>
              <State part={part} />
            </Term>
          ))}
        </DescriptionList>
        <Content component="small">{t('overview.parts.hint')}</Content>
      </CardBody>
    </Card>
  );
}

function State({ part }: { part: Part }) {
  const { t } = useTranslation();
  const session = useSession();
  const { authority } = useSettings();
  const { data } = useQuery({
    queryKey: ['part', part],
    queryFn: ({ signal }) => probe(probes(authority)[part], session.accessToken(), signal),
    refetchInterval: EVERY_MS,
  });
  return data === undefined ? (
    <Label isCompact>{t('overview.parts.asking')}</Label>
  ) : (
    <Label isCompact status={STATUS[data]}>
      {t(`overview.parts.${data}`)}
    </Label>
  );
}
