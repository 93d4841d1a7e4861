import { Alert, Content, DescriptionList, Gallery, Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Framed } from '../app/Framed';
import { Section } from '../app/Section';
import { Term } from '../app/Term';
import { useChain } from '../chains/queries';
import { ChainName } from '../ids/ChainName';
import { IdTag } from '../ids/IdTag';
import { PersonName } from '../ids/PersonName';
import { Moment } from '../measure/Moment';
import { Loaded } from '../state/Loaded';
import { useSight } from '../session/SessionContext';
import { ProposalActions } from './ProposalActions';
import { type RequestView, useRequest, waitingFor } from './queries';
import { kindOf } from './RequestListing';
import { RequestState } from './RequestState';
import { RequestSteps } from './RequestSteps';
import { OriginName, RequestWords } from './RequestWords';

/** One request or proposal: what it asks, where it stands, why not yet, and what can be done. */
export default function ProposalPage() {
  const { t } = useTranslation();
  const { request = '' } = useParams();
  const query = useRequest(request);
  const sees = useSight();
  return (
    <Framed
      title={t('proposals.one')}
      trail={
        sees
          ? { to: '/proposals', name: t('proposals.title') }
          : { to: '/account', name: t('account.title') }
      }
    >
      <Loaded query={query}>{(found) => <Proposal request={found} />}</Loaded>
    </Framed>
  );
}

function Proposal({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  return (
    <Stack hasGutter>
      <StackItem>
        <ProposalActions request={request} />
      </StackItem>
      <StackItem>
        <Gallery hasGutter minWidths={{ default: '100%', lg: '26rem' }}>
          <Section title={t('proposals.what')}>
            <DescriptionList isCompact>
              <Term name={t('proposals.what')}>
                <RequestWords request={request} />
              </Term>
              <Term name={t('proposals.where')}>
                <ChainName kind={kindOf(request)} id={request.chain} />
              </Term>
              <Term name={t('proposals.stateTitle')}>
                <RequestState state={request.state} />
              </Term>
              <Term name={t('proposals.from')}>
                <OriginName origin={request.origin} />: <PersonName user={request.filedBy} />
              </Term>
              <Term name={t('confirm.reason')}>
                {request.reason === '' ? '–' : <span className="sr-plain">{request.reason}</span>}
              </Term>
              <Term name={t('proposals.expires')}>
                <Moment at={request.expiresAt} />
              </Term>
              <Term name={t('proposals.id')}>
                <IdTag id={request.id} />
              </Term>
            </DescriptionList>
          </Section>
          <Section title={t('proposals.steps')}>
            <Stack hasGutter>
              <StackItem>
                <RequestSteps request={request} />
              </StackItem>
              <StackItem>
                <WhyNotYet request={request} />
              </StackItem>
            </Stack>
          </Section>
        </Gallery>
      </StackItem>
    </Stack>
  );
}

/** In words: whose turn it is, and what holds until then. */
function WhyNotYet({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const sees = useSight();
  const waits = waitingFor(request);
  if (waits === '') {
    return null;
  }
  return (
    <>
      <Alert
        isInline
        variant="info"
        component="h3"
        title={t(waits === 'manager' ? 'proposals.turnManager' : 'proposals.turnSecond')}
      >
        <Content component="p">{t(effect(request))}</Content>
        {sees && waits === 'manager' && <Managers request={request} />}
      </Alert>
    </>
  );
}

function effect(request: RequestView) {
  if (request.cuts) {
    return 'proposals.effectCut' as const;
  }
  return request.action === 'remove'
    ? ('proposals.effectNotYet' as const)
    : ('proposals.effectNothing' as const);
}

function Managers({ request }: { request: RequestView }) {
  const { t } = useTranslation();
  const { data } = useChain(kindOf(request), request.chain);
  return data === undefined ? null : (
    <Content component="p">{t('proposals.managers', { count: data.managers })}</Content>
  );
}
