import { Button, Content } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { ChainKind } from '../ids/ChainName';
import { RequestListing } from '../proposals/RequestListing';

/** What was asked of this group's or room's managers. */
export function ChainRequests(props: { chain: string }) {
  const { t } = useTranslation();
  return (
    <>
      <Content component="small">{t('chains.requestsHint')}</Content>
      <RequestListing filter={{ state: 'all', chain: props.chain }} heading="h3" />
    </>
  );
}

/** The way to ask for changes. */
export function ProposeButton(props: { kind: ChainKind; chain: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Button onClick={() => void navigate(`/${props.kind}s/${props.chain}/propose`)}>
      {t('propose.open')}
    </Button>
  );
}
