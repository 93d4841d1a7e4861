import { Alert, Card, CardBody, CardTitle, List, ListItem, Skeleton } from '@patternfly/react-core';
import CheckCircleIcon from '@patternfly/react-icons/dist/esm/icons/check-circle-icon';
import ExclamationTriangleIcon from '@patternfly/react-icons/dist/esm/icons/exclamation-triangle-icon';
import InfoCircleIcon from '@patternfly/react-icons/dist/esm/icons/info-circle-icon';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useAttentions } from './attention';

/** What waits for somebody, with the way there. */
export function AttentionCard() {
  const { t } = useTranslation();
  const { found, isPending, isPartial } = useAttentions();
  return (
    <Card component="section" aria-busy={isPending}>
      <CardTitle component="h2">{t('overview.attention.title')}</CardTitle>
      <CardBody>
        {isPartial && (
          <Alert isInline variant="warning" component="p" title={t('overview.attention.partial')} />
        )}
        {isPending && <Skeleton screenreaderText={t('state.loading')} />}
        <List isPlain iconSize="large">
          {found.map(({ matter, count, isMore, to, isUrgent }) => (
            <ListItem
              key={matter}
              icon={isUrgent ? <ExclamationTriangleIcon /> : <InfoCircleIcon />}
            >
              <Link to={to}>
                {t(`overview.attention.${matter}`, { count })}
                {isMore && ` ${t('overview.attention.more')}`}
              </Link>
            </ListItem>
          ))}
          {!isPending && !isPartial && found.length === 0 && (
            <ListItem icon={<CheckCircleIcon />}>{t('overview.attention.nothing')}</ListItem>
          )}
        </List>
      </CardBody>
    </Card>
  );
}
