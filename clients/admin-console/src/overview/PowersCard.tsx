import { Card, CardBody, CardTitle, List, ListItem, Title } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import BanIcon from '@patternfly/react-icons/dist/esm/icons/ban-icon';
import { useTranslation } from 'react-i18next';

const CAN = ['canPolicy', 'canDisable', 'canAsk', 'canSee'] as const;
const CANNOT = ['cannotRead', 'cannotJoin', 'cannotForge', 'cannotAudit'] as const;

export function PowersCard() {
  const { t } = useTranslation();
  return (
    <Card component="section">
      <CardTitle component="h2">{t('overview.powers.title')}</CardTitle>
      <CardBody>
        <Title headingLevel="h3">{t('overview.powers.can')}</Title>
        <List isPlain>
          {CAN.map((power) => (
            <ListItem key={power} icon={<CheckCircleIcon />}>
              {t(`overview.powers.${power}`)}
            </ListItem>
          ))}
        </List>
        <Title headingLevel="h3">{t('overview.powers.cannot')}</Title>
        <List isPlain>
          {CANNOT.map((power) => (
            <ListItem key={power} icon={<BanIcon />}>
              {t(`overview.powers.${power}`)}
            </ListItem>
          ))}
        </List>
      </CardBody>
    </Card>
  );
}
