import { Stack, StackItem } from '@patternfly/react-core';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { Framed } from '../app/Framed';
import { ChainFacts } from '../chains/ChainFacts';
import { ChainRequests } from '../chains/ChainRequests';
import { ChainTabs } from '../chains/ChainTabs';
import { History } from '../chains/History';
import { useChain } from '../chains/queries';
import { shortId } from '../ids/shortId';
import { Loaded } from '../state/Loaded';
import { FeedCard } from './FeedCard';
import { GroupRooms } from './GroupRooms';
import { Members } from './Members';

/** One group: who is in it, what it reaches, what was signed and what is asked for. */
export default function GroupPage() {
  const { t } = useTranslation();
  const { chain = '' } = useParams();
  const query = useChain('group', chain);
  const label = query.data?.label ?? '';
  return (
    <Framed
      title={label === '' ? t('chains.group.one', { id: shortId(chain) }) : label}
      trail={{ to: '/groups', name: t('chains.group.title') }}
    >
      <Stack hasGutter>
        <StackItem>
          <Loaded query={query}>
            {(group) => (
              <Stack hasGutter>
                <StackItem>
                  <ChainFacts kind="group" chain={group} />
                </StackItem>
                <StackItem>
                  <ChainTabs
                    name={t('chains.parts')}
                    parts={[
                      {
                        key: 'members',
                        title: t('chains.group.members'),
                        show: () => <Members group={chain} />,
                      },
                      {
                        key: 'rooms',
                        title: t('chains.group.rooms'),
                        show: () => <GroupRooms group={chain} />,
                      },
                      {
                        key: 'requests',
                        title: t('chains.requestsCount', { count: group.requests }),
                        show: () => <ChainRequests chain={chain} />,
                      },
                      {
                        key: 'feed',
                        title: t('feed.title'),
                        show: () => <FeedCard group={chain} />,
                      },
                      {
                        key: 'history',
                        title: t('chains.history'),
                        show: () => <History kind="group" chain={chain} />,
                      },
                    ]}
                  />
                </StackItem>
              </Stack>
            )}
          </Loaded>
        </StackItem>
      </Stack>
    </Framed>
  );
}
