import {
  ClipboardCopy,
  Content,
  DescriptionList,
  EmptyState,
  EmptyStateBody,
  List,
  ListItem,
} from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { type Organisation, UnreadablePolicy } from './organisation';
import { AskedSection } from '../app/AskedSection';
import { useOrganisation } from './queries';
import { Term } from '../app/Term';

export function OrganisationCard() {
  const { t } = useTranslation();
  return (
    <AskedSection
      title={t('overview.organisation.title')}
      query={useOrganisation()}
      refused={(thrown) => {
        if (thrown instanceof UnreadablePolicy) {
          return <Unusual kind="unreadable" />;
        }
        return Problem.from(thrown).reason === 'conflict' ? <Unusual kind="none" /> : null;
      }}
    >
      {(organisation) => <Facts organisation={organisation} />}
    </AskedSection>
  );
}

/** No organisation yet, or one that does not fit together. */
function Unusual({ kind }: { kind: 'none' | 'unreadable' }) {
  const { t } = useTranslation();
  return (
    <EmptyState
      titleText={t(`overview.organisation.${kind}`)}
      headingLevel="h3"
      variant="sm"
      {...(kind === 'unreadable' ? { status: 'danger' } : {})}
    >
      <EmptyStateBody>{t(`overview.organisation.${kind}Body`)}</EmptyStateBody>
    </EmptyState>
  );
}

function Facts({ organisation }: { organisation: Organisation }) {
  const { t, i18n } = useTranslation();
  const published = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'long' }).format(
    organisation.published,
  );
  return (
    <DescriptionList isCompact>
      <Term name={t('overview.organisation.fingerprint')}>
        <Copyable name={t('overview.organisation.fingerprint')} value={organisation.fingerprint} />
        <Content component="small">{t('overview.organisation.fingerprintHint')}</Content>
      </Term>
      <Term name={t('overview.organisation.id')}>
        <Copyable name={t('overview.organisation.id')} value={organisation.id} />
      </Term>
      <Term name={t('overview.organisation.policy')}>
        {t('overview.organisation.policyValue', {
          sequence: organisation.sequence + 1,
          published,
        })}
      </Term>
      <Term name={t('overview.organisation.providers')}>
        <List isPlain>
          {organisation.providers.map(({ alias, issuer }) => (
            <ListItem key={alias}>
              {alias}: {issuer}
            </ListItem>
          ))}
        </List>
      </Term>
      <Term name={t('overview.organisation.attesters')}>{organisation.attesters}</Term>
      <Term name={t('overview.organisation.logs')}>{organisation.logKeys}</Term>
    </DescriptionList>
  );
}

function Copyable(props: { name: string; value: string }) {
  const { t } = useTranslation();
  return (
    <ClipboardCopy
      variant="inline-compact"
      isCode
      hoverTip={t('overview.organisation.copy')}
      clickTip={t('overview.organisation.copied')}
      copyAriaLabel={`${t('overview.organisation.copy')}: ${props.name}`}
    >
      {props.value}
    </ClipboardCopy>
  );
}
