import type { EmptyStateProps } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { type ChainKind, ChainName } from '../ids/ChainName';
import { PersonName } from '../ids/PersonName';
import { Listing } from '../list/Listing';
import { Moment } from '../measure/Moment';
import { type AdminRequest, type RequestFilter, useRequests } from './queries';
import { RequestState } from './RequestState';
import { OriginName, RequestWords } from './RequestWords';

/** Requests and proposals as a list, each with what it still waits for. */
export function RequestListing(props: {
  filter: RequestFilter;
  heading?: NonNullable<EmptyStateProps['headingLevel']>;
}) {
  const { t } = useTranslation();
  const requests = useRequests(props.filter);
  return (
    <Listing
      pages={requests}
      caption={t('proposals.caption')}
      heading={props.heading ?? 'h2'}
      rowKey={(request) => request.id}
      empty={t('proposals.empty')}
      emptyBody={t('proposals.emptyBody')}
      columns={[
        {
          key: 'what',
          label: t('proposals.what'),
          cell: (request) => <RequestWords request={request} />,
        },
        {
          key: 'where',
          label: t('proposals.where'),
          cell: (request) => (
            <ChainName kind={kindOf(request)} id={request.chain} label={request.label} />
          ),
        },
        {
          key: 'state',
          label: t('proposals.stateTitle'),
          cell: (request) => (
            <>
              <RequestState state={request.state} /> <Why request={request} />
            </>
          ),
        },
        {
          key: 'from',
          label: t('proposals.from'),
          cell: (request) => (
            <>
              <OriginName origin={request.origin} />: <PersonName user={request.filedBy} />
            </>
          ),
        },
        {
          key: 'filed',
          label: t('proposals.filed'),
          cell: (request) => <Moment at={request.filedAt} />,
        },
        {
          key: 'open',
          label: t('proposals.details'),
          cell: (request) => <Open request={request} />,
        },
      ]}
    />
  );
}

export function kindOf(request: { chainKind: string }): ChainKind {
  return request.chainKind === 'group' ? 'group' : 'room';
}

function Why({ request }: { request: AdminRequest }) {
  const { t } = useTranslation();
  switch (request.waitingFor) {
    case 'manager':
      return t('proposals.whyManager', { count: request.managers });
    case 'second-administrator':
      return t('proposals.whySecond');
    default:
      return null;
  }
}

function Open({ request }: { request: AdminRequest }) {
  const { t } = useTranslation();
  return <Link to={`/proposals/${request.id}`}>{t('proposals.open')}</Link>;
}
