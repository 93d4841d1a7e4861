import { Button, Content, List, ListItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { AskedSection } from '../app/AskedSection';
import { ChainName } from '../ids/ChainName';
import { RequestState } from '../proposals/RequestState';
import { RequestWords } from '../proposals/RequestWords';
import { kindOf } from '../proposals/RequestListing';
import { useMe } from './me';
import { type OwnRequest, useOwnRequests } from './queries';

/** What this person asked for, and what waits for his own answer as a manager. */
export function OwnRequestsCard() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const me = useMe();
  return (
    <AskedSection title={t('account.requests')} query={useOwnRequests()}>
      {(requests) => {
        const mine = requests.filter((request) => request.filedBy === me.data?.user);
        return (
          <>
            {mine.length === 0 ? (
              <Content component="p">{t('account.requestsNone')}</Content>
            ) : (
              <Requests requests={mine} />
            )}
            <Content component="small">{t('account.requestsHint')}</Content>
            <Button variant="secondary" onClick={() => void navigate('/ask')}>
              {t('ask.title')}
            </Button>
          </>
        );
      }}
    </AskedSection>
  );
}

function Requests({ requests }: { requests: readonly OwnRequest[] }) {
  const { t } = useTranslation();
  return (
    <List>
      {requests.map((request) => (
        <ListItem key={request.id}>
          <RequestWords request={request} /> <ChainName kind={kindOf(request)} id={request.chain} />{' '}
          <RequestState state={request.state} />{' '}
          <Link to={`/proposals/${request.id}`}>{t('proposals.open')}</Link>
        </ListItem>
      ))}
    </List>
  );
}
